import { spawn } from 'node:child_process';
import { chmod, copyFile, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** A prepared answer of a command. */
export interface Answer {
  /** Matches the whole command line, which begins with the command's name. */
  readonly call: RegExp;
  readonly stdout?: string;
  readonly stderr?: string;
  /** @default 0 */
  readonly status?: number;
}

/** An error of AWS. */
export const refused = (call: RegExp, reason = 'ResourceNotFoundException'): Answer => ({
  call,
  status: 254,
  stderr: `An error occurred (${reason})\n`,
});

export interface ScriptRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Calls of `aws` and `cdk`, in order. */
  readonly calls: readonly string[];
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Lines typed at a terminal. @default no terminal */
  readonly typed?: readonly string[];
}

/** Sandbox is a copy of this repository's scripts with stubs for `aws` and `cdk`, so that nothing reaches AWS. */
export class Sandbox {
  readonly folder: string;
  readonly #answers: readonly Answer[];

  private constructor(folder: string, answers: readonly Answer[]) {
    this.folder = folder;
    this.#answers = answers;
  }

  /** @param answers the first match is used */
  static async create(answers: readonly Answer[]): Promise<Sandbox> {
    const sandbox = new Sandbox(await mkdtemp(join(tmpdir(), 'biospex-ops-')), answers);
    await sandbox.#copyScripts();
    await sandbox.#writeAnswers();
    return sandbox;
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Runs a script of the repository. */
  async run(
    script: string,
    args: readonly string[],
    { env = {}, typed }: RunOptions = {},
  ): Promise<ScriptRun> {
    await writeFile(join(this.folder, 'calls'), '');
    const command = [join(this.folder, script), ...args];
    // `script` gives the command a terminal, which mixes output and typed lines.
    const [program, ...words] =
      typed === undefined
        ? ['bash', ...command]
        : ['script', '-qec', `bash ${command.join(' ')}`, '/dev/null'];
    const child = spawn(program, words, {
      env: {
        PATH: `${this.folder}/bin:${process.env['PATH']}`,
        HOME: this.folder,
        SANDBOX: this.folder,
        ...env,
      },
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => void (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => void (output.stderr += text));
    child.stdin.end((typed ?? []).map((line) => `${line}\n`).join(''));
    const status = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject).on('close', resolve);
    });
    return { status, ...output, calls: await this.#calls() };
  }

  /** Changes a file of the copy. */
  async edit(file: string, from: string, to: string): Promise<void> {
    await writeFile(join(this.folder, file), (await this.read(file)).replaceAll(from, to));
  }

  read(file: string): Promise<string> {
    return readFile(join(this.folder, file), 'utf8');
  }

  async #calls(): Promise<string[]> {
    return (await this.read('calls')).split('\n').filter((line) => line !== '');
  }

  async #copyScripts(): Promise<void> {
    const at = (path: string): string => join(this.folder, path);
    await copyFile(join(root, 'deploy.sh'), at('deploy.sh'));
    await cp(join(root, 'scripts/ops'), at('scripts/ops'), { recursive: true });
    for (const path of ['bin', 'node_modules/.bin', 'packages/infra', 'answers'])
      await mkdir(at(path), { recursive: true });
    await symlink(process.execPath, at('node_modules/.bin/node'));
    await cp(join(root, 'packages/infra/src'), at('packages/infra/src'), { recursive: true });
    await symlink(join(root, 'packages/infra/node_modules'), at('packages/infra/node_modules'));
    await symlink(join(root, 'packages/cli'), at('packages/cli'));
    const stub = fileURLToPath(new URL('stubs/answer.sh', import.meta.url));
    for (const path of ['bin/aws', 'node_modules/.bin/cdk']) {
      await copyFile(stub, at(path));
      await chmod(at(path), 0o755);
    }
  }

  async #writeAnswers(): Promise<void> {
    const lines = this.#answers.map(({ call, status = 0 }, i) => `${i}\t${status}\t${call.source}\n`);
    await writeFile(join(this.folder, 'answers/list'), lines.join(''));
    for (const [i, { stdout = '', stderr = '' }] of this.#answers.entries()) {
      await writeFile(join(this.folder, `answers/${i}.stdout`), stdout);
      await writeFile(join(this.folder, `answers/${i}.stderr`), stderr);
    }
  }
}

export const identity: Answer = { call: /^aws sts get-caller-identity/, stdout: '123456789012\n' };
