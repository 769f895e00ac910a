import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createSqsClient } from '@biospex/batch-aws';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { startEventSource } from './event-source.ts';
import { LambdaProcess } from './lambda-process.ts';
import { startLocalServices, type LocalServices } from './local-services.ts';
import { LOCAL } from './stack-names.ts';

const MAX_RECEIVE_COUNT = 5;
const TIMEOUT_MS = 15 * 60_000;
const BUILT_FUNCTION = fileURLToPath(new URL('../../lambda/dist/handler.mjs', import.meta.url));

export interface StackOptions {
  readonly port: number;
  /** The address to listen on. @default 127.0.0.1, which only this computer reaches */
  readonly host?: string | undefined;
  readonly dataDirectory?: string | undefined;
  /** More variables for the function. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Takes what the function prints, and what goes wrong around it. */
  readonly onLog: (line: string) => void;
  /** The built function. @default packages/lambda/dist/handler.mjs of this repository */
  readonly bundle?: string | undefined;
  /** Milliseconds an invocation may take. @default 15 minutes, as Lambda lets it */
  readonly timeoutMs?: number;
  /** Seconds for which a message is hidden while it is handled. @default six times the timeout, as AWS advises */
  readonly visibilityTimeout?: number;
  /** Deliveries before a message goes to the dead-letter queue. @default 5, as the deployed queue has it */
  readonly maxReceiveCount?: number;
}

/** Stack is the whole system on one machine: S3, SQS and the built function between them. */
export interface Stack {
  readonly services: LocalServices;
  readonly sqs: SQSClient;
  readonly lambda: LambdaProcess;
  stop(): Promise<void>;
}

/** @throws Error if the function is not built or the port is taken */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { port, host, dataDirectory, environment = {}, onLog, bundle = BUILT_FUNCTION } = options;
  const { timeoutMs = TIMEOUT_MS, maxReceiveCount = MAX_RECEIVE_COUNT } = options;
  const { visibilityTimeout = Math.ceil((6 * timeoutMs) / 1000) } = options;
  if (!existsSync(bundle))
    throw new Error(`the function "${bundle}" is not there; build it: npx --yes pnpm@10 build`);
  const services = await startLocalServices({
    port,
    host,
    dataDirectory,
    visibilityTimeout,
    maxReceiveCount,
  }).catch((cause: unknown) => {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? `port ${port} is taken; choose another with --port` : message;
    throw new Error(`the local S3 and SQS do not start: ${why}`, { cause });
  });
  // The same credentials and region as the function's, whatever this shell's are.
  Object.assign(process.env, services.environment);
  const sqs = createSqsClient({ endpoint: services.endpoint });
  const lambda = new LambdaProcess({
    bundle,
    environment: {
      MAX_RECEIVE_COUNT: String(maxReceiveCount),
      RETRY_DELAY_SECONDS: '1',
      ...services.environment,
      ...environment,
    },
    timeoutMs,
    onLog,
  });
  const eventSource = startEventSource({
    sqs,
    queue: LOCAL.triggerQueue,
    queueUrl: services.queueUrl(LOCAL.triggerQueue),
    invoke: (event) => lambda.invoke(event),
    onError: (error) => onLog(JSON.stringify({ level: 'error', message: error.message })),
  });
  return {
    services,
    sqs,
    lambda,
    stop: async () => {
      await eventSource.stop();
      await lambda.kill();
      sqs.destroy();
      await services.stop();
    },
  };
}
