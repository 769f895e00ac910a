// All of AWS that the command uses. It is imported when it is asked for, since loading it takes as long as a small split;
// the build makes a file of its own of it.
import type { handler } from '@biospex/batch-lambda';
export { createS3Client, listKeys, parseS3Url, S3Source, S3Store, TransferCounter } from '@biospex/batch-aws';

type BatchHandler = typeof handler;

/** The Lambda function, which reads its environment when it is loaded. */
export async function loadHandler(): Promise<BatchHandler> {
  return (await import('@biospex/batch-lambda')).handler;
}
