import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ToolRun {
  /** 0 when the tool is content. */
  exitCode: number;
  stdout: Buffer;
  /** Both streams, for a failure's message. */
  output: string;
}

/** Runs a program without a shell; undefined when it isn't installed. */
export function runTool(
  program: string,
  parameters: readonly string[],
  options: { cwd?: string; stdin?: Uint8Array } = {},
): Promise<ToolRun | undefined> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      parameters,
      {
        ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
        env: { ...process.env, LC_ALL: 'C.UTF-8' },
        encoding: 'buffer',
        maxBuffer: 2 ** 30,
      },
      (error, stdout, stderr) => {
        if (error?.code === 'ENOENT') resolve(undefined);
        else if (error !== null && typeof error.code !== 'number')
          reject(new Error(`${program} failed`, { cause: error }));
        else
          resolve({
            exitCode: Number(error?.code ?? 0),
            stdout,
            output: `${stdout.toString()}${stderr.toString()}`,
          });
      },
    );
    child.stdin?.on('error', () => undefined); // a tool may end without reading
    child.stdin?.end(options.stdin);
  });
}

/** Gives `work` a new folder and removes it afterwards, whatever happens. */
export async function withTemporaryFolder<Result>(
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'biospex-test-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
