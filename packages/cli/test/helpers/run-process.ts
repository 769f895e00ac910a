import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CommandRun } from './run-command.ts';

export interface RunOptions {
  readonly cwd: string;
  /** @default the Node that runs the tests */
  readonly node?: string;
  /** Node's flags and a script. @default the command's source */
  readonly program?: readonly string[];
  /** More variables. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface StartedProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<CommandRun>;
}

/** Node's arguments to run the command's source. */
export const commandSource = [
  '--conditions=biospex-source',
  fileURLToPath(new URL('../../src/biospex-batch.ts', import.meta.url)),
];
const compileCache = fileURLToPath(new URL('../../node_modules/.cache/node-compile-cache', import.meta.url));

/** Runs the command in another process, with piped streams. */
export function runProcess(args: readonly string[], options: RunOptions): Promise<CommandRun> {
  return startProcess(args, options).ended;
}

/** Starts the command and leaves it running. */
export function startProcess(
  args: readonly string[],
  { cwd, node = process.execPath, program = commandSource, environment }: RunOptions,
): StartedProcess {
  // The command must not see Jest's options for Node.
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const env = { ...inherited, NODE_COMPILE_CACHE: compileCache, ...environment };
  const child = spawn(node, [...program, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  const ended = new Promise<CommandRun>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, ...output }));
  });
  return { child, ended };
}
