import type { S3Client } from '@aws-sdk/client-s3';
import type { Transfer, TransferCounter } from '@biospex/batch-aws';
import { CommandError } from './command-error.ts';

/** What a run of the command has of S3: one client, and a count of all that goes through it. */
export interface S3Session {
  readonly client: S3Client;
  readonly counter: TransferCounter;
}

let session: Promise<S3Session> | undefined;

/** The session of this run. The AWS SDK is loaded when it is first asked for. */
export function s3Session(): Promise<S3Session> {
  session ??= open();
  return session;
}

/** What went over the wire so far; undefined where S3 was not used. */
export async function s3Transfer(): Promise<Transfer | undefined> {
  return (await session)?.counter.snapshot();
}

/** @throws CommandError AWS_MISCONFIGURED */
async function open(): Promise<S3Session> {
  const { createS3Client, TransferCounter } = await import('./aws.ts');
  let client: S3Client;
  try {
    client = createS3Client();
  } catch (cause) {
    throw new CommandError('AWS_MISCONFIGURED', (cause as Error).message, { cause });
  }
  const counter = new TransferCounter();
  counter.attach(client);
  return { client, counter };
}
