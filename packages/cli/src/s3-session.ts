import type { S3Client } from '@aws-sdk/client-s3';
import type { Transfer, TransferCounter } from '@biospex/batch-aws';
import { CommandError } from './command-error.ts';

/** S3Session is what a run of the command has of S3: one client, and a count of all that goes through it. */
export class S3Session {
  #opened: Promise<{ client: S3Client; counter: TransferCounter }> | undefined;

  /**
   * The client; the AWS SDK is loaded when it is first asked for.
   *
   * @throws CommandError AWS_MISCONFIGURED
   */
  async client(): Promise<S3Client> {
    return (await (this.#opened ??= open())).client;
  }

  /** What went over the wire so far; undefined if S3 was not used. */
  async transfer(): Promise<Transfer | undefined> {
    return (await this.#opened)?.counter.snapshot();
  }
}

async function open(): Promise<{ client: S3Client; counter: TransferCounter }> {
  const { createS3Client, TransferCounter } = await import('./aws.ts');
  const counter = new TransferCounter();
  try {
    const client = createS3Client();
    counter.attach(client);
    return { client, counter };
  } catch (cause) {
    throw new CommandError('AWS_MISCONFIGURED', (cause as Error).message, { cause });
  }
}
