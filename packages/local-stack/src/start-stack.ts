import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createSqsClient } from '@biospex/batch-aws';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { startEventSource, type EventSource } from './event-source.ts';
import { LambdaProcess } from './lambda-process.ts';
import { startLocalServices, type LocalServices } from './local-services.ts';
import { LOCAL } from './stack-names.ts';

const MAX_RECEIVE_COUNT = 5;
const TIMEOUT_MS = 15 * 60_000;
const FUNCTIONS = 2;
const BUILT_FUNCTION = fileURLToPath(new URL('../../lambda/dist/handler.mjs', import.meta.url));

export interface StackOptions {
  readonly port: number;
  /** The address to listen on. @default 127.0.0.1, which only this computer reaches */
  readonly host?: string | undefined;
  readonly dataDirectory?: string | undefined;
  /** More variables for a process: a function, from 0 on, or the teller. */
  readonly environmentOf?: (process: number | 'teller') => Readonly<Record<string, string>>;
  /** Takes what the functions print, and what goes wrong around them. */
  readonly onLog: (line: string, process: number | 'teller') => void;
  /** The built functions. @default packages/lambda/dist/handler.mjs of this repository */
  readonly bundle?: string | undefined;
  /** Milliseconds an invocation may take. @default 15 minutes, as Lambda lets it */
  readonly timeoutMs?: number;
  /** Seconds for which a message is hidden until its function has said for how long. @default as long as an invocation may take */
  readonly visibilityTimeout?: number;
  /** Seconds taken off the time for which a function hides a message. @default 0 */
  readonly hideShorterBy?: number;
  /** Deliveries before a trigger is exhausted. @default 5, as the deployed queue has it */
  readonly maxReceiveCount?: number;
}

/** Stack is the whole system on one machine: S3, SQS, several functions that share the trigger queue, and the teller. */
export interface Stack {
  readonly services: LocalServices;
  readonly sqs: SQSClient;
  readonly functions: readonly LambdaProcess[];
  readonly teller: LambdaProcess;
  stop(): Promise<void>;
}

/** @throws Error if the function is not built or the port is taken */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { onLog, bundle = BUILT_FUNCTION, timeoutMs = TIMEOUT_MS, environmentOf = () => ({}) } = options;
  if (!existsSync(bundle))
    throw new Error(`the function "${bundle}" is not there; build it: npx --yes pnpm@10 build`);
  const services = await startServices(options, timeoutMs);
  // The same credentials and region as the functions', whatever this shell's are.
  Object.assign(process.env, services.environment);
  const sqs = createSqsClient({ endpoint: services.endpoint });
  const lambda = (process: number | 'teller', variables: Readonly<Record<string, string>>): LambdaProcess =>
    new LambdaProcess({
      bundle,
      handler: process === 'teller' ? 'teller' : 'handler',
      environment: {
        RETRY_DELAY_SECONDS: '1',
        ...services.environment,
        ...variables,
        ...environmentOf(process),
      },
      timeoutMs,
      onLog: (line) => onLog(line, process),
    });
  const functions = Array.from({ length: FUNCTIONS }, (_, n) => lambda(n, {}));
  const teller = lambda('teller', { DEAD_LETTER_QUEUE_URL: services.queueUrl(LOCAL.deadLetterQueue) });
  const source = (process: number | 'teller', queue: string): EventSource =>
    startEventSource({
      sqs,
      queue,
      queueUrl: services.queueUrl(queue),
      invoke: (event) => (process === 'teller' ? teller : functions[process]!).invoke(event),
      onError: (error) => onLog(JSON.stringify({ level: 'error', message: error.message }), process),
    });
  const sources = [
    ...functions.map((_, n) => source(n, LOCAL.triggerQueue)),
    source('teller', LOCAL.exhaustedQueue),
  ];
  return {
    services,
    sqs,
    functions,
    teller,
    stop: async () => {
      await Promise.all(sources.map((eventSource) => eventSource.stop()));
      await Promise.all([...functions, teller].map((process) => process.kill()));
      sqs.destroy();
      await services.stop();
    },
  };
}

async function startServices(options: StackOptions, timeoutMs: number): Promise<LocalServices> {
  const { port, host, dataDirectory, hideShorterBy } = options;
  const { visibilityTimeout = Math.ceil(timeoutMs / 1000), maxReceiveCount = MAX_RECEIVE_COUNT } = options;
  const times = { visibilityTimeout, maxReceiveCount, hideShorterBy };
  return startLocalServices({ port, host, dataDirectory, ...times }).catch((cause: unknown) => {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? `port ${port} is taken; choose another with --port` : message;
    throw new Error(`the local S3 and SQS do not start: ${why}`, { cause });
  });
}
