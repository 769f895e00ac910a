import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { openGiven } from '../archive/given-file.ts';
import { CommandError } from '../command-error.ts';
import type { Run } from '../io.ts';
import { printable } from '../output/printable.ts';

export interface InvokeOptions {
  /** Path of a file with the message's body. */
  readonly message: string;
  readonly messageId?: string;
}

interface LogLine {
  readonly message: string;
  readonly code?: string;
  readonly reason?: string;
}

/** Lambda lets a function run for 15 minutes at most. */
const TIMEOUT_MS = 15 * 60_000;

/**
 * `biospex-batch invoke`: runs the function once on one message, with the environment that it has in Lambda. Its log goes to
 * stdout; on a terminal, one sentence takes its place.
 */
export async function invoke(
  { message, messageId = randomUUID() }: InvokeOptions,
  { stdout, stderr, signal }: Run,
): Promise<void> {
  const body = await openGiven(message, 'MESSAGE_UNREADABLE', (path) => readFile(path, 'utf8'));
  const log: LogLine[] = [];
  const write = (line: string): void => void log.push(JSON.parse(line) as LogLine);
  const isTerminal = stdout.isTTY === true;
  const { loadHandler } = await import('../aws.ts');
  const handler = await loadHandler(isTerminal ? { write } : undefined).catch((cause: unknown) => {
    const why = (cause as Error).message;
    throw new CommandError('INVOCATION_FAILED', `the function does not start: ${why}`, { cause });
  });
  if (isTerminal) stderr.write('Running the function. To see its log, add: | cat\n');
  const endsAt = Date.now() + TIMEOUT_MS;
  const { batchItemFailures } = await handler(
    { Records: [recordOf(messageId, body)] },
    { awsRequestId: randomUUID(), getRemainingTimeInMillis: () => endsAt - Date.now(), stop: signal },
  );
  const isAnswered = batchItemFailures.length === 0;
  if (isAnswered && isTerminal) stdout.write(`answered: ${outcomeOf(log)}\n`);
  if (isAnswered) return;
  const why = isTerminal ? `: ${outcomeOf(log)}` : '; the log above says why';
  throw new CommandError('INVOCATION_FAILED', `the message would go back to its queue${why}`);
}

/** The line with a code, else the last one: `job failed (ARCHIVE_MISSING): there is no …` */
function outcomeOf(log: readonly LogLine[]): string {
  const { message, code, reason = '' } = (log.findLast((line) => line.code !== undefined) ?? log.at(-1))!;
  return printable(code === undefined ? message : `${message} (${code}): ${reason}`);
}

/** A record as SQS would deliver it. No queue holds its message. */
function recordOf(messageId: string, body: string) {
  return {
    messageId,
    body,
    receiptHandle: '',
    eventSourceARN: '',
    eventSource: 'biospex-batch:invoke',
    awsRegion: '',
    md5OfBody: '',
    messageAttributes: {},
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '',
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '',
    },
  };
}
