import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { join } from 'node:path';
import { startFauxqs, type FauxqsServer } from 'fauxqs';
import { mendServer, type HookedServer } from './mend-server.ts';
import { ACCOUNT, arnOf, LOCAL, REGION } from './stack-names.ts';

export interface LocalServicesOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** The address to listen on. @default 127.0.0.1, which only this computer reaches */
  readonly host?: string | undefined;
  /** Keeps queues and objects. @default in memory */
  readonly dataDirectory?: string | undefined;
  /** Seconds for which a message is hidden until the function has said for how long. */
  readonly visibilityTimeout: number;
  /** Deliveries of a trigger before it is exhausted. */
  readonly maxReceiveCount: number;
  /** Seconds taken off the time for which a function hides a message, where that is longer: for tests. @default 0 */
  readonly hideShorterBy?: number | undefined;
}

/** LocalServices are S3 and SQS on this machine, with the bucket and the queues of an environment. */
export interface LocalServices {
  readonly endpoint: string;
  /** The environment variables by which AWS clients, and the Lambda, find these services. */
  readonly environment: Readonly<Record<string, string>>;
  queueUrl(queue: string): string;
  /** Messages in a queue, including those that are being handled. */
  messageCount(queue: string): number;
  stop(): Promise<void>;
}

export async function startLocalServices(options: LocalServicesOptions): Promise<LocalServices> {
  const server = await startServer(options);
  server.setup({ queues: queuesOf(options), buckets: [LOCAL.bucket] });
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

/**
 * fauxqs listens on all addresses. What it exports to build a server without that lacks its queues and its storage, so the
 * host is put in when Fastify announces the server.
 */
function startServer(options: LocalServicesOptions): Promise<FauxqsServer> {
  const { port, host = '127.0.0.1', dataDirectory, hideShorterBy = 0 } = options;
  const mend = (message: unknown): void => {
    const { fastify } = message as { fastify: HookedServer };
    mendServer(fastify, { host, hideShorterBy });
  };
  subscribe('fastify.initialization', mend);
  try {
    return startFauxqs({
      port,
      logger: false,
      defaultRegion: REGION,
      ...(dataDirectory !== undefined && {
        dataDir: dataDirectory,
        s3StorageDir: join(dataDirectory, 'objects'),
      }),
    });
  } finally {
    // The server is built before the first wait, so no other one is mended.
    unsubscribe('fastify.initialization', mend);
  }
}

const DAY_SECONDS = 86_400;
/** Tries of the teller, and of BIOSPEX with a result. */
const MORE_RECEIVES = 10;

interface QueueSetup {
  name: string;
  attributes: Record<string, string>;
}

function queuesOf({ visibilityTimeout, maxReceiveCount }: LocalServicesOptions): QueueSetup[] {
  const queue = (name: string, days: number, more: Record<string, string> = {}): QueueSetup => ({
    name,
    attributes: { MessageRetentionPeriod: String(days * DAY_SECONDS), ...more },
  });
  const received = (times: number, target: string): Record<string, string> => ({
    VisibilityTimeout: String(visibilityTimeout),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf(target), maxReceiveCount: String(times) }),
  });
  return [
    queue(LOCAL.deadLetterQueue, 14),
    // A message keeps its receive count when it moves.
    queue(LOCAL.exhaustedQueue, 14, received(maxReceiveCount + MORE_RECEIVES, LOCAL.deadLetterQueue)),
    queue(LOCAL.triggerQueue, 7, received(maxReceiveCount, LOCAL.exhaustedQueue)),
    queue(LOCAL.updateDeadLetterQueue, 14),
    queue(LOCAL.updateQueue, 7, received(MORE_RECEIVES, LOCAL.updateDeadLetterQueue)),
  ];
}
