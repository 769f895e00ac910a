import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

export interface RunOptions {
  /** Ends the program and everything it has started. */
  readonly signal: AbortSignal;
  readonly environment?: Readonly<Record<string, string>>;
}

const maxErrorLength = 2_000;

/** Runs a program to its end and returns its wall time; rejects, with what it wrote to stderr, when it fails. */
export async function runProgram({ program, args }: Command, options: RunOptions): Promise<number> {
  const { signal, environment } = options;
  signal.throwIfAborted();
  const startMs = performance.now();
  // A process group of its own: a Ctrl-C reaches only this process, which then ends all of the group.
  const child = spawn(program, args, {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...environment },
  });
  const stop = (): void => {
    killGroup(child);
  };
  signal.addEventListener('abort', stop);
  try {
    let errorText = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
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
  }
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}
