import { CommanderError } from 'commander';
import { BatchError } from '@biospex/batch-core';
import { CommandError } from './command-error.ts';
import { createProgram } from './program.ts';

const EXIT = { done: 0, failed: 1, usage: 2, signalBase: 128 } as const;

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;
type SignalName = keyof typeof SIGNALS;

/**
 * Runs the command line and gives its exit status: 0 done, 1 the input or the job failed, 2 usage, 128 + signal when
 * interrupted. Whatever fails is one line on stderr that starts with its code.
 */
export async function main(args: readonly string[]): Promise<number> {
  const interruption = new AbortController();
  let interruptedBy: SignalName | undefined;
  const stop = (name: SignalName): void => {
    // A second signal means now.
    if (interruptedBy !== undefined) process.exit(EXIT.signalBase + SIGNALS[name]);
    interruptedBy = name;
    interruption.abort();
  };
  const names = Object.keys(SIGNALS) as SignalName[];
  for (const name of names) process.on(name, stop);
  // A reader that has seen enough (`| head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  try {
    await createProgram(interruption.signal).parseAsync(args, { from: 'user' });
    return EXIT.done;
  } catch (error) {
    if (interruptedBy === undefined) return explain(error);
    process.stderr.write(`ABORTED: stopped by ${interruptedBy}; nothing was left behind\n`);
    return EXIT.signalBase + SIGNALS[interruptedBy];
  } finally {
    for (const name of names) process.off(name, stop);
  }
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  const code = error instanceof BatchError || error instanceof CommandError ? error.code : 'INTERNAL';
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${code}: ${message.replaceAll(/\s*\n\s*/g, ' ')}\n`);
  return EXIT.failed;
}
