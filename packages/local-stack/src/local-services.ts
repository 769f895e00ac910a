import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { join } from 'node:path';
import { startFauxqs, type FauxqsServer } from 'fauxqs';
import { ACCOUNT, arnOf, deadLetterQueueOf, LOCAL, REGION } from './stack-names.ts';

export interface LocalServicesOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** The address to listen on. @default 127.0.0.1, which only this computer reaches */
  readonly host?: string | undefined;
  /** Keeps queues and objects. @default in memory */
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

interface Listener {
  listen(options: { port: number; host: string }): Promise<string>;
}

/**
 * fauxqs listens on all addresses. What it exports to build a server without that lacks its queues and its storage, so the
 * host is put in when Fastify announces the server.
 */
function startServer({
  port,
  host = '127.0.0.1',
  dataDirectory,
}: LocalServicesOptions): Promise<FauxqsServer> {
  const bindToHost = (message: unknown): void => {
    const { fastify } = message as { fastify: Listener };
    const listen = fastify.listen.bind(fastify);
    fastify.listen = (options) => listen({ ...options, host });
  };
  subscribe('fastify.initialization', bindToHost);
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
    // The server is built before the first wait, so no other one is bound.
    unsubscribe('fastify.initialization', bindToHost);
  }
}

const DAY_SECONDS = 86_400;

function queuesOf({
  visibilityTimeout,
  maxReceiveCount,
}: LocalServicesOptions): { name: string; attributes: Record<string, string> }[] {
  return [LOCAL.triggerQueue, LOCAL.updateQueue].flatMap((name) => {
    const deadLetterQueue = deadLetterQueueOf(name);
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: arnOf(deadLetterQueue),
      maxReceiveCount: String(maxReceiveCount),
    });
    return [
      { name: deadLetterQueue, attributes: { MessageRetentionPeriod: String(14 * DAY_SECONDS) } },
      {
        name,
        attributes: {
          VisibilityTimeout: String(visibilityTimeout),
          MessageRetentionPeriod: String(7 * DAY_SECONDS),
          RedrivePolicy,
        },
      },
    ];
  });
}
