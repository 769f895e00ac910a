import { join } from 'node:path';
import type { FauxqsServer } from 'fauxqs';
import { ACCOUNT, arnOf, deadLetterQueueOf, LOCAL, REGION } from './stack-names.ts';

export interface LocalServicesOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Where queues and objects outlive the process; in memory without. */
  readonly dataDirectory?: string | undefined;
  /** Seconds for which a message is hidden while it is handled. */
  readonly visibilityTimeout: number;
  /** Deliveries of a message before it goes to the dead-letter queue. */
  readonly maxReceiveCount: number;
}

/** LocalServices are S3 and SQS on this machine, with the bucket and the queues of an environment. */
export interface LocalServices {
  readonly endpoint: string;
  /** The environment variables by which AWS clients, and the Lambda, find these services. */
  readonly environment: Readonly<Record<string, string>>;
  queueUrl(queue: string): string;
  /** Messages that are in a queue, also those in somebody's hands. */
  messageCount(queue: string): number;
  stop(): Promise<void>;
}

export async function startLocalServices(options: LocalServicesOptions): Promise<LocalServices> {
  const { port, dataDirectory, visibilityTimeout, maxReceiveCount } = options;
  // No part of the bundled command, whose Node may be too old for it.
  const { startFauxqs } = await import('fauxqs');
  const server: FauxqsServer = await startFauxqs({
    port,
    logger: false,
    defaultRegion: REGION,
    ...(dataDirectory === undefined
      ? {}
      : { dataDir: dataDirectory, s3StorageDir: join(dataDirectory, 'objects') }),
  });
  const retentionSeconds = { queue: 7 * 86_400, deadLetterQueue: 14 * 86_400 };
  const queues = [LOCAL.triggerQueue, LOCAL.updateQueue].flatMap((name) => [
    {
      name: deadLetterQueueOf(name),
      attributes: { MessageRetentionPeriod: String(retentionSeconds.deadLetterQueue) },
    },
    {
      name,
      attributes: {
        VisibilityTimeout: String(visibilityTimeout),
        MessageRetentionPeriod: String(retentionSeconds.queue),
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: arnOf(deadLetterQueueOf(name)),
          maxReceiveCount: String(maxReceiveCount),
        }),
      },
    },
  ]);
  server.setup({ queues, buckets: [LOCAL.bucket] });
  const endpoint = server.address;
  return {
    endpoint,
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: REGION,
      // What version 1 of the AWS command line reads.
      AWS_DEFAULT_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
    queueUrl: (queue) => `${endpoint}/${ACCOUNT}/${queue}`,
    messageCount: (queue) => {
      const { ready = [], delayed = [], inflight = [] } = server.inspectQueue(queue)?.messages ?? {};
      return ready.length + delayed.length + inflight.length;
    },
    stop: () => server.stop(),
  };
}
