import { setImmediate } from 'node:timers/promises';
import { CommanderError } from 'commander';
import { BatchError, withRemedy } from '@biospex/batch-core';
import { CommandError } from './command-error.ts';
import { Interruption, type Io } from './io.ts';
import { remedyOf } from './output/remedy-of.ts';
import { createProgram } from './program.ts';
import { S3Session } from './s3-session.ts';

const EXIT = { done: 0, failed: 1, usage: 2 } as const;

/**
 * Runs the command line and gives its exit status: 0 done, 1 the input or the job failed, 2 usage, 128 + signal when
 * interrupted. Every failure is one line on stderr that starts with its code.
 */
export async function main(args: readonly string[], io: Io): Promise<number> {
  const { stdout, stderr } = io;
  const lost: Error[] = [];
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    // `| head` closes the pipe early. That is not a failure.
    if (error.code !== 'EPIPE') lost.push(error);
  });
  // Without stderr, only the exit status can report a failure.
  stderr.on('error', () => undefined);
  const exitCode = await run(args, io);
  // Errors of stdout arrive after the last write.
  await new Promise((resolve) => void stdout.write('', resolve));
  await setImmediate();
  if (lost[0] === undefined) return exitCode;
  stderr.write(`OUTPUT_FAILED: the result cannot be printed: ${lost[0].message}\n`);
  return EXIT.failed;
}

async function run(args: readonly string[], io: Io): Promise<number> {
  try {
    await createProgram({ ...io, s3: new S3Session() }).parseAsync(args, { from: 'user' });
    return EXIT.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    const reason: unknown = io.signal.aborted ? io.signal.reason : undefined;
    io.stderr.write(`${explain(error, reason).replaceAll(/\s*\n\s*/g, ' ')}\n`);
    return reason instanceof Interruption ? reason.exitCode : EXIT.failed;
  }
}

function explain(error: unknown, reason: unknown): string {
  const code = error instanceof BatchError || error instanceof CommandError ? error.code : 'INTERNAL';
  const message = error instanceof Error ? error.message : String(error);
  if (reason instanceof Interruption)
    return `ABORTED: ${reason.message}${code === 'ABORTED' ? `; ${message}` : ''}`;
  if (error instanceof BatchError) return `${code}: ${withRemedy(message, remedyOf(error))}`;
  return `${code}: ${code === 'INTERNAL' ? withRemedy(message, 'Please report this bug.') : message}`;
}
