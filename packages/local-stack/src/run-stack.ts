import { once } from 'node:events';
import { resolve } from 'node:path';
import { logPrinter } from './format-log.ts';
import { LOCAL } from './stack-names.ts';
import { startStack, type Stack, type StackOptions } from './start-stack.ts';

const LOOPBACK = /^(?:127\.|localhost$|::1$)/;

export interface RunStackOptions extends Pick<StackOptions, 'port' | 'bundle'> {
  /** The address to listen on. */
  readonly host: string;
  /** Where queues and objects are kept. @default in memory */
  readonly data?: string | undefined;
  /** Ends the stack. */
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}

/** Runs S3, SQS and the function on this machine until the signal is aborted. */
export async function runStack({ port, host, data, signal, print, bundle }: RunStackOptions): Promise<void> {
  const stack = await startStack({
    port,
    host,
    bundle,
    dataDirectory: data === undefined ? undefined : resolve(data),
    onLog: logPrinter(print),
  });
  for (const line of describeStack(stack, { host, data })) print(line);
  try {
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    await stack.stop();
  }
  print(`\nThe stack has ended. Queues and objects are ${data === undefined ? 'gone' : `kept in ${data}`}.`);
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
      : ['Every computer that can reach this one can use them, without a password.']),
    '\nIn another terminal, with an AWS command line of 2024 or later:\n',
    ...Object.entries(environment).map(([name, value]) => `  export ${name}=${value}`),
    '\n  npx --yes pnpm@10 biospex-batch sample export.zip',
    `  ${aws} s3 cp export.zip s3://${bucket}/export/export.zip`,
    `  ${aws} sqs send-message --queue-url ${services.queueUrl(triggerQueue)} \\\n    --message-body '${trigger}'`,
    `  ${aws} sqs receive-message --queue-url ${services.queueUrl(updateQueue)}`,
    `  ${aws} s3 ls s3://${bucket}/batch/\n`,
    'This S3 refuses a single PUT of more than 11 MiB, as curl sends it; `aws s3 cp` sends parts.',
    'rclone 1.60 fails on larger files, too (InvalidPart): use `aws s3 cp` instead.',
    'A result that you receive but do not delete is hidden for 15 minutes.',
    'Without the function: biospex-batch split s3://…/export/export.zip --out s3://…/batch',
    `Ctrl-C or \`kill ${process.pid}\` ends the stack. The function's log:\n`,
  ];
}
