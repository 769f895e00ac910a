import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { TransferCounter } from '@biospex/batch-aws';
import type { Configuration } from './configuration.ts';
import type { Logger } from './observe/logger.ts';
import type { JobMetrics } from './observe/metrics.ts';

/** What a message is handled with. */
export interface RecordTools {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly transfer: TransferCounter;
  readonly configuration: Configuration;
  readonly metrics: JobMetrics;
  readonly log: Logger;
  /** Of this invocation. */
  readonly requestId: string;
  /** Milliseconds until Lambda ends the function. */
  readonly remainingMs: () => number;
  readonly stop: AbortSignal | undefined;
}

/** Milliseconds that each request beside a job may take: all its attempts together. */
const REQUEST_LIMIT_MS = 20_000;

/** The signal of such a request: what hangs must not keep the function from its next step. */
export const requestLimit = (): AbortSignal => AbortSignal.timeout(REQUEST_LIMIT_MS);
