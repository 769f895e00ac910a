import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { openGiven } from '../archive/given-file.ts';
import { CommandError } from '../command-error.ts';
import type { Run } from '../io.ts';

export interface InvokeOptions {
  /** Path of a file with the message's body. */
  readonly message: string;
  readonly messageId?: string;
}

/** As long as Lambda lets a function run. */
const TIMEOUT_MS = 15 * 60_000;

/**
 * `biospex-batch invoke`: runs the function itself once on one message, with the environment it would have in Lambda. Its log
 * goes to stdout.
 */
export async function invoke(
  { message, messageId = randomUUID() }: InvokeOptions,
  { stderr, signal }: Run,
): Promise<void> {
  const body = await openGiven(message, 'MESSAGE_UNREADABLE', (path) => readFile(path, 'utf8'));
  const { loadHandler } = await import('../aws.ts');
  const handler = await loadHandler().catch((cause: unknown) => {
    throw new CommandError('INVOCATION_FAILED', `the function does not start: ${(cause as Error).message}`, {
      cause,
    });
  });
  const endsAt = Date.now() + TIMEOUT_MS;
  const { batchItemFailures } = await handler(
    {
      Records: [
        {
          messageId,
          body,
          // No queue has it in flight.
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
        },
      ],
    },
    { awsRequestId: randomUUID(), getRemainingTimeInMillis: () => endsAt - Date.now(), stop: signal },
  );
  if (batchItemFailures.length > 0) {
    throw new CommandError(
      'INVOCATION_FAILED',
      'the message would go back to its queue; the log above says why',
    );
  }
  if (stderr.isTTY === true)
    stderr.write('the message is answered: its result is in the queue that it names\n');
}
