import { once } from 'node:events';
import { resolve } from 'node:path';
import { formatLog } from '../stack/format-log.ts';
import { deadLetterQueueOf, LOCAL } from '../stack/stack-names.ts';
import { startStack } from '../stack/start-stack.ts';
import type { StackFlags } from '../flags.ts';

/** `biospex-batch stack`: S3, SQS and the function on this machine, until it is interrupted. */
export async function stack({
  port,
  data,
  signal,
}: StackFlags & { readonly signal: AbortSignal }): Promise<void> {
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const running = await startStack({
    port,
    dataDirectory: data === undefined ? undefined : resolve(data),
    onLog: (line) => {
      const text = formatLog(line);
      if (text !== undefined) print(text);
    },
  });
  const { services } = running;
  const { endpoint, environment } = services;
  const trigger = JSON.stringify({
    downloadId: 7,
    file: 'export.zip',
    exportPath: 'export/export.zip',
    s3Bucket: LOCAL.bucket,
    updatesQueueUrl: services.queueUrl(LOCAL.updateQueue),
  });
  print(
    `S3 and SQS: ${endpoint}   bucket: ${LOCAL.bucket}   queues: ${LOCAL.triggerQueue}, ${LOCAL.updateQueue}`,
  );
  const deadLetterQueues = [LOCAL.triggerQueue, LOCAL.updateQueue].map(deadLetterQueueOf).join(', ');
  print(`dead-letter queues: ${deadLetterQueues}   kept in: ${data ?? 'memory'}`);
  print('Every computer that can reach this one can use them: there is no password.\n');
  print('In another terminal, with any AWS tool:\n');
  for (const [name, value] of Object.entries(environment)) print(`  export ${name}=${value}`);
  const aws = `aws --endpoint-url ${endpoint}`;
  print(`\n  ${aws} s3 cp export.zip s3://${LOCAL.bucket}/export/export.zip`);
  print(
    `  ${aws} sqs send-message --queue-url ${services.queueUrl(LOCAL.triggerQueue)} \\\n    --message-body '${trigger}'`,
  );
  print(`  ${aws} sqs receive-message --queue-url ${services.queueUrl(LOCAL.updateQueue)}`);
  print(`  ${aws} s3 ls s3://${LOCAL.bucket}/batch/\n`);
  print('A result that is received and not deleted is hidden for 90 minutes.');
  print('Without the function: biospex-batch split s3://…/export/export.zip --out s3://…/batch');
  print(`Ctrl-C ends it, and so does \`kill ${process.pid}\`. What the function logs:\n`);
  try {
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    await running.stop();
  }
  print(`\nThe stack has ended; queues and objects are ${data === undefined ? 'gone' : `kept in ${data}`}.`);
}
