import type { S3Client } from '@aws-sdk/client-s3';
import type { Transfer, TransferCounter } from '@biospex/batch-aws';
import { CommandError } from './command-error.ts';

/** S3Session has one S3 client for a run of the command, and counts its transfers. */
export class S3Session {
  #client: Promise<S3Client> | undefined;
  #counter: TransferCounter | undefined;

  /** Loads the AWS SDK at the first call. Throws CommandError AWS_MISCONFIGURED. */
  async client(): Promise<S3Client> {
    return (this.#client ??= this.#open());
  }

  /** The transfers so far; undefined if S3 was not used. */
  transfer(): Transfer | undefined {
    return this.#counter?.snapshot();
  }

  async #open(): Promise<S3Client> {
    const { createS3Client, TransferCounter } = await import('./aws.ts');
    try {
      const client = createS3Client();
      this.#counter = new TransferCounter();
      this.#counter.attach(client);
      return client;
    } catch (cause) {
      throw new CommandError('AWS_MISCONFIGURED', (cause as Error).message, { cause });
    }
  }
}
