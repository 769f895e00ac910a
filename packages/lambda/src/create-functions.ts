import { createS3Client, createSqsClient, TransferCounter } from '@biospex/batch-aws';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { readConfiguration } from './configuration.ts';
import { handleRecord } from './handle-record.ts';
import { createLogger, type DestinationStream } from './observe/logger.ts';
import { JobMetrics } from './observe/metrics.ts';
import type { RecordTools } from './record-tools.ts';
import { tellExhausted } from './tell-exhausted.ts';

/** The part of Lambda's context that is used. */
export interface InvocationContext extends Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'> {
  /** Stops a manual replay cleanly. Lambda does not pass it. */
  readonly stop?: AbortSignal | undefined;
}

export type BatchHandler = (event: SQSEvent, context: InvocationContext) => Promise<SQSBatchResponse>;

/** Handles one message. False returns it to its queue. */
type HandleRecord = (record: SQSRecord, tools: RecordTools) => Promise<boolean>;

/**
 * Makes the two functions that Lambda calls. A wrong environment fails the cold start.
 *
 * @param logOutput @default stdout
 * @throws ConfigurationError
 */
export function createFunctions(
  environment: Readonly<Record<string, string | undefined>>,
  logOutput?: DestinationStream,
): { readonly handler: BatchHandler; readonly teller: BatchHandler } {
  const configuration = readConfiguration(environment);
  const s3 = createS3Client();
  const transfer = new TransferCounter();
  transfer.attach(s3);
  const log = createLogger(configuration.logLevel, logOutput);
  const metrics = new JobMetrics(configuration.metricsNamespace);
  const shared = { s3, sqs: createSqsClient(), transfer, configuration, metrics };

  const forEachRecord =
    (handleOne: HandleRecord): BatchHandler =>
    async ({ Records: records }, { awsRequestId: requestId, getRemainingTimeInMillis, stop }) => {
      const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
      // The event source delivers one at a time.
      for (const record of records) {
        const { messageId } = record;
        const invocation = { requestId, stop, remainingMs: getRemainingTimeInMillis };
        const tools = { ...shared, ...invocation, log: log.child({ requestId, messageId }) };
        if (!(await handleOne(record, tools))) batchItemFailures.push({ itemIdentifier: messageId });
      }
      return { batchItemFailures };
    };
  return { handler: forEachRecord(handleRecord), teller: forEachRecord(tellExhausted) };
}
