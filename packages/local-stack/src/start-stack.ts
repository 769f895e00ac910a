import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createSqsClient } from '@biospex/batch-aws';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { startEventSource, type EventSourceOptions } from './event-source.ts';
import { LambdaProcess } from './lambda-process.ts';
import { startLocalServices, type LocalServices, type LocalServicesOptions } from './local-services.ts';
import { LOCAL } from './stack-names.ts';

const TIMEOUT_MS = 15 * 60_000;
const FUNCTIONS = 2;
const BUILT_FUNCTION = fileURLToPath(new URL('../../lambda/dist/handler.mjs', import.meta.url));

/** A function, from 0 on, or the teller. */
type Who = number | 'teller';

export interface StackOptions extends Omit<LocalServicesOptions, 'visibilityTimeout'> {
  /** More environment variables for a process. */
  readonly environmentOf?: (who: Who) => Readonly<Record<string, string>>;
  /** Called with each line that a process prints, and with errors around it. */
  readonly onLog: (line: string, who: Who) => void;
  /** The built functions. @default packages/lambda/dist/handler.mjs of this repository */
  readonly bundle?: string | undefined;
  /** Time limit of an invocation in milliseconds. @default 15 minutes, as in Lambda */
  readonly timeoutMs?: number;
}

/** Stack is the whole system on one machine: S3, SQS, functions that share the trigger queue, and the teller. */
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
    throw new Error(`the function "${bundle}" does not exist; build it: npx --yes pnpm@10 build`);
  const visibilityTimeout = Math.ceil(timeoutMs / 1000);
  const services = await startLocalServices({ ...options, visibilityTimeout }).catch((cause: unknown) => {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? `port ${options.port} is taken; choose another with --port` : message;
    throw new Error(`the local S3 and SQS cannot start: ${why}`, { cause });
  });
  // The functions' credentials and region, whatever this shell has.
  Object.assign(process.env, services.environment);
  const sqs = createSqsClient({ endpoint: services.endpoint });
  const { deadLetterQueue } = LOCAL;
  const shared = {
    RETRY_DELAY_SECONDS: '1',
    DEAD_LETTER_QUEUE_URL: services.queueUrl(deadLetterQueue),
    ...services.environment,
  };
  const lambda = (who: Who): LambdaProcess =>
    new LambdaProcess({
      bundle,
      handler: who === 'teller' ? 'teller' : 'handler',
      environment: { ...shared, ...environmentOf(who) },
      timeoutMs,
      onLog: (line) => onLog(line, who),
    });
  const functions = Array.from({ length: FUNCTIONS }, (_, n) => lambda(n));
  const teller = lambda('teller');
  const say = (level: 'warn' | 'error', message: string, who: Who): void =>
    onLog(JSON.stringify({ level, time: new Date().toISOString(), message }), who);
  const source = (who: Who, queue: string, invoke: EventSourceOptions['invoke']): (() => Promise<void>) => {
    const onError = ({ message }: Error): void => say('error', message, who);
    return startEventSource({ sqs, queue, queueUrl: services.queueUrl(queue), invoke, onError });
  };
  const stopSources = [
    ...functions.map((each, n) => source(n, LOCAL.triggerQueue, (event) => each.invoke(event))),
    source('teller', LOCAL.exhaustedQueue, async (event) => {
      const before = services.messageCount(deadLetterQueue);
      const answer = await teller.invoke(event);
      if (services.messageCount(deadLetterQueue) > before)
        say('warn', `the message moved to ${deadLetterQueue}`, 'teller');
      return answer;
    }),
  ];
  return {
    services,
    sqs,
    functions,
    teller,
    stop: async () => {
      await Promise.all(stopSources.map((stop) => stop()));
      await Promise.all([...functions, teller].map((each) => each.kill()));
      sqs.destroy();
      await services.stop();
    },
  };
}
