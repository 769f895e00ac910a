import { once } from 'node:events';
import { resolve } from 'node:path';
import { formatLog } from './format-log.ts';
import { LOCAL } from './stack-names.ts';
import { startStack, type Stack } from './start-stack.ts';

const LOOPBACK = /^(?:127\.|localhost$|::1$)/;

export interface RunStackOptions {
  readonly port: number;
  /** The address to listen on. */
  readonly host: string;
  /** Keeps queues and objects. @default in memory */
  readonly data?: string | undefined;
  /** Ends the stack. */
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
  /** The built function. @default packages/lambda/dist/handler.mjs of this repository */
  readonly bundle?: string;
}

/** Runs S3, SQS and the function on this machine until the signal is aborted. */
export async function runStack({ port, host, data, signal, print, bundle }: RunStackOptions): Promise<void> {
  const stack = await startStack({
    port,
    host,
    bundle,
    dataDirectory: data === undefined ? undefined : resolve(data),
    onLog: (line) => {
      const text = formatLog(line);
      if (text !== undefined) print(text);
    },
  });
  for (const line of describeStack(stack, { host, data })) print(line);
  try {
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    await stack.stop();
  }
  print(`\nThe stack has ended; queues and objects are ${data === undefined ? 'gone' : `kept in ${data}`}.`);
}

function describeStack(
  { services }: Stack,
  { host, data }: Pick<RunStackOptions, 'host' | 'data'>,
): string[] {
  const { endpoint, environment } = services;
  const { bucket, triggerQueue, updateQueue } = LOCAL;
  const trigger = JSON.stringify({
    downloadId: 7,
    file: 'export.zip',
    exportPath: 'export/export.zip',
    s3Bucket: bucket,
    updatesQueueUrl: services.queueUrl(updateQueue),
  });
  const deadLetterQueues = `${LOCAL.deadLetterQueue}, ${LOCAL.updateDeadLetterQueue}`;
  const aws = `aws --endpoint-url ${endpoint}`;
  return [
    `S3 and SQS: ${endpoint}   bucket: ${bucket}   queues: ${triggerQueue}, ${updateQueue}`,
    `dead-letter queues: ${deadLetterQueues}   kept in: ${data ?? 'memory'}`,
    ...(LOOPBACK.test(host)
      ? []
      : ['Every computer that can reach this one can use them: there is no password.']),
    '\nIn another terminal, with any AWS tool:\n',
    ...Object.entries(environment).map(([name, value]) => `  export ${name}=${value}`),
    `\n  ${aws} s3 cp export.zip s3://${bucket}/export/export.zip`,
    `  ${aws} sqs send-message --queue-url ${services.queueUrl(triggerQueue)} \\\n    --message-body '${trigger}'`,
    `  ${aws} sqs receive-message --queue-url ${services.queueUrl(updateQueue)}`,
    `  ${aws} s3 ls s3://${bucket}/batch/\n`,
    'A result that is received and not deleted is hidden for 15 minutes.',
    'Without the function: biospex-batch split s3://…/export/export.zip --out s3://…/batch',
    `Ctrl-C ends it, and so does \`kill ${process.pid}\`. What the function logs:\n`,
  ];
}
