import { createS3Client, createSqsClient, TransferCounter } from '@biospex/batch-aws';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { readConfiguration } from './configuration.ts';
import { handleRecord } from './handle-record.ts';
import { createLogger, type DestinationStream } from './observe/logger.ts';
import { JobMetrics } from './observe/metrics.ts';
import { queueUrlOf } from './queue-url.ts';

/** What the function needs of its context. */
export interface InvocationContext extends Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'> {
  /** Ends the job in order, as its time running out does. Lambda gives none. */
  readonly stop?: AbortSignal | undefined;
}

export type BatchHandler = (event: SQSEvent, context: InvocationContext) => Promise<SQSBatchResponse>;

/**
 * Makes the function that Lambda calls, from the environment: what is wrong with that shows at the cold start.
 *
 * @param logOutput @default stdout
 * @throws ConfigurationError
 */
export function createHandler(
  environment: Readonly<Record<string, string | undefined>>,
  logOutput?: DestinationStream,
): BatchHandler {
  const configuration = readConfiguration(environment);
  const s3 = createS3Client();
  const { sqsEndpoint } = configuration;
  const sqs = createSqsClient();
  const transfer = new TransferCounter();
  transfer.attach(s3);
  const metrics = new JobMetrics(configuration.metricsNamespace);
  const rootLog = createLogger(configuration.logLevel, logOutput);

  return async ({ Records: records }, { awsRequestId, getRemainingTimeInMillis, stop }) => {
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    // One after the other: the event source gives one at a time.
    for (const record of records) {
      const log = rootLog.child({ requestId: awsRequestId, messageId: record.messageId });
      const verdict = await handleRecord(record, {
        s3,
        sqs,
        transfer,
        configuration,
        metrics,
        log,
        remainingMs: getRemainingTimeInMillis,
        stop,
        queueUrl: queueUrlOf(record.eventSourceARN, sqsEndpoint),
      });
      if (verdict === 'returned') batchItemFailures.push({ itemIdentifier: record.messageId });
    }
    return { batchItemFailures };
  };
}
