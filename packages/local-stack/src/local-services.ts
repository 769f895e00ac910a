import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { join } from 'node:path';
import { startFauxqs, type FauxqsServer } from 'fauxqs';
import { mendServer, type HookedServer } from './mend-server.ts';
import { ACCOUNT, arnOf, LOCAL, REGION } from './stack-names.ts';

export interface LocalServicesOptions {
  /** 0 for any free port. */
  readonly port: number;
  /** The address to listen on. @default 127.0.0.1, for this computer only */
  readonly host?: string | undefined;
  /** Where queues and objects are kept. @default in memory */
  readonly dataDirectory?: string | undefined;
  /** Seconds that a received message is hidden, unless the function changes it. */
  readonly visibilityTimeout: number;
  /** Deliveries before a trigger is exhausted. @default 5, as in the deployed queue */
  readonly maxReceiveCount?: number;
  /** For tests: seconds to subtract when a function hides a message for longer than that. @default 0 */
  readonly hideShorterBy?: number | undefined;
}

/** LocalServices are S3 and SQS on this machine, with an environment's bucket and queues. */
export interface LocalServices {
  readonly endpoint: string;
  /** Environment variables with which AWS clients and the function find these services. */
  readonly environment: Readonly<Record<string, string>>;
  queueUrl(queue: string): string;
  /** Number of messages in a queue, hidden ones included. */
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
      // For version 1 of the AWS command line.
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
 * fauxqs can only listen on all addresses. Its own way to build a server without listening lacks queues and storage, so the
 * host is set when Fastify announces the server.
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
    // startFauxqs builds its server synchronously, so no other server is mended.
    unsubscribe('fastify.initialization', mend);
  }
}

const DAY_SECONDS = 86_400;
/** Attempts of the teller, and of BIOSPEX with a result. */
const MORE_RECEIVES = 10;
const MAX_RECEIVE_COUNT = 5;

interface QueueSetup {
  name: string;
  attributes: Record<string, string>;
}

function queuesOf(options: LocalServicesOptions): QueueSetup[] {
  const { visibilityTimeout, maxReceiveCount = MAX_RECEIVE_COUNT } = options;
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
    // A moved message keeps its receive count here; of AWS it is not known.
    queue(LOCAL.exhaustedQueue, 14, received(maxReceiveCount + MORE_RECEIVES, LOCAL.deadLetterQueue)),
    queue(LOCAL.triggerQueue, 7, received(maxReceiveCount, LOCAL.exhaustedQueue)),
    queue(LOCAL.updateDeadLetterQueue, 14),
    queue(LOCAL.updateQueue, 7, received(MORE_RECEIVES, LOCAL.updateDeadLetterQueue)),
  ];
}
