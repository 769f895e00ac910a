import { CommanderError } from 'commander';
import { BatchError } from '@biospex/batch-core';
import { CommandError } from './command-error.ts';
import { hintFor } from './output/hints.ts';
import { createProgram } from './program.ts';

const EXIT = { done: 0, failed: 1, usage: 2, signalBase: 128 } as const;

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;
type SignalName = keyof typeof SIGNALS;

/**
 * Time that a command has for tidying up after a signal. Repeated signals count only after it: a terminal and the package
 * manager in between often send the same one twice.
 */
const PATIENCE_MS = 3000;

/**
 * Runs the command line and gives its exit status: 0 done, 1 the input or the job failed, 2 usage, 128 + signal when
 * interrupted. Whatever fails is one line on stderr that starts with its code.
 */
export async function main(args: readonly string[]): Promise<number> {
  const interruption = new AbortController();
  let interruptedBy: SignalName | undefined;
  let interruptedAt = 0;
  const stop = (name: SignalName): void => {
    if (interruptedBy === undefined) {
      interruptedBy = name;
      interruptedAt = performance.now();
      interruption.abort();
    } else if (performance.now() - interruptedAt > PATIENCE_MS) {
      process.stderr.write(
        `ABORTED: stopped at once by ${name}; something half-written may be left behind\n`,
      );
      process.exit(EXIT.signalBase + SIGNALS[name]);
    }
  };
  const names = Object.keys(SIGNALS) as SignalName[];
  for (const name of names) process.on(name, stop);
  let exitCode: number = EXIT.done;
  const onOutputError = (error: NodeJS.ErrnoException): void => {
    // A reader that has seen enough (`| head`) is no failure.
    if (error.code === 'EPIPE') return;
    process.stderr.write(`OUTPUT_FAILED: the result cannot be printed: ${error.message}\n`);
    // The error may come before the exit status is set, or after.
    process.exitCode = exitCode = EXIT.failed;
  };
  process.stdout.on('error', onOutputError);
  // Nobody is left to be told when stderr is gone; the exit status says it.
  process.stderr.on('error', () => undefined);
  try {
    await createProgram(interruption.signal).parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (interruptedBy === undefined) return explain(error);
    process.stderr.write(`ABORTED: stopped by ${interruptedBy}; nothing half-written was left behind\n`);
    return EXIT.signalBase + SIGNALS[interruptedBy];
  } finally {
    for (const name of names) process.off(name, stop);
  }
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  const code = error instanceof BatchError || error instanceof CommandError ? error.code : 'INTERNAL';
  const message = error instanceof Error ? error.message : String(error);
  const hint = hintFor(code);
  const line = hint === undefined ? message : `${message} (${hint})`;
  process.stderr.write(`${code}: ${line.replaceAll(/\s*\n\s*/g, ' ')}\n`);
  return EXIT.failed;
}
