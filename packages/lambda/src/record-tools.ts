import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { TransferCounter } from '@biospex/batch-aws';
import type { Configuration } from './configuration.ts';
import type { Logger } from './observe/logger.ts';
import type { JobMetrics } from './observe/metrics.ts';

export interface RecordTools {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly transfer: TransferCounter;
  readonly configuration: Configuration;
  readonly metrics: JobMetrics;
  readonly log: Logger;
  /** Id of the invocation. */
  readonly requestId: string;
  /** Milliseconds until Lambda ends the function. */
  readonly remainingMs: () => number;
  readonly stop: AbortSignal | undefined;
}

/** Milliseconds for one request around a job, with its retries. */
const REQUEST_LIMIT_MS = 20_000;

/** Aborts such a request if it hangs, so that the function can take its next step. */
export const requestLimit = (): AbortSignal => AbortSignal.timeout(REQUEST_LIMIT_MS);
