import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** Added to the environment of this process. @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /** File for its stdout. @default discarded */
  readonly stdoutFile?: string;
}

export interface RunOptions {
  /** Kills the program and its children. */
  readonly signal: AbortSignal;
}

const maxErrorLength = 2_000;

/** Runs a program to its end and returns its wall time. If it fails, rejects with its stderr. */
export async function runProgram(command: Command, { signal }: RunOptions): Promise<number> {
  const { program, args, environment, stdoutFile } = command;
  signal.throwIfAborted();
  const stdout = stdoutFile === undefined ? undefined : await open(stdoutFile, 'w');
  const startMs = performance.now();
  // A process group of its own: Ctrl-C reaches only this process, which then kills the whole group.
  const child = spawn(program, args, {
    detached: true,
    stdio: ['ignore', stdout?.fd ?? 'ignore', 'pipe'],
    env: { ...process.env, ...environment },
  });
  const stop = (): void => {
    killGroup(child);
  };
  signal.addEventListener('abort', stop);
  try {
    let errorText = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      errorText = (errorText + text).slice(-maxErrorLength);
    });
    let endMs = startMs;
    child.once('exit', () => {
      endMs = performance.now();
    });
    const [code, killedBy] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    signal.throwIfAborted();
    if (code !== 0) {
      throw new Error(`${[program, ...args].join(' ')}: ended with ${code ?? killedBy ?? ''}: ${errorText}`);
    }
    return (endMs - startMs) / 1000;
  } finally {
    signal.removeEventListener('abort', stop);
    await stdout?.close();
  }
}

/** Kills a program that was started with `detached`, and its children. */
export function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
