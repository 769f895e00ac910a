import { createReadStream } from 'node:fs';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createS3Client } from '@biospex/batch-aws';
import { writeSampleExport } from '@biospex/batch-sample';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { Upload } from '@aws-sdk/lib-storage';
import { verify } from './verify.ts';
import type { DemoFlags } from '../flags.ts';
import { checkResult } from '../stack/check-result.ts';
import { formatLog } from '../stack/format-log.ts';
import { LOCAL } from '../stack/stack-names.ts';
import { startStack, type Stack } from '../stack/start-stack.ts';

const STEM = '123-2-6f1c2a50-9d1e-4a0b-8a57-0c3f5b1d2e77';
const IMAGES = 600;
const BATCH_SIZE = 200;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/**
 * `biospex-batch demo`: the whole system in one story. An export is uploaded, BIOSPEX asks for batches, the function makes
 * them, and each is compared with the export by another ZIP reader.
 */
export async function demo(
  folder: string,
  { format, signal }: DemoFlags & { readonly signal: AbortSignal },
): Promise<void> {
  const file = `${STEM}.${format}`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, 'batches'), { recursive: true });
  const archive = join(folder, file);

  say('\n── An export as BIOSPEX writes it: real JPEGs and a manifest');
  await writeSampleExport(archive, {
    images: IMAGES,
    imageBytes: 60_000,
    order: 'manifest',
    seed: 1,
    format,
    signal,
  });
  const { size } = await stat(archive);
  say(`${file}: ${IMAGES} images, ${size} bytes`);

  say('\n── S3 and SQS on this machine, and the built function between them');
  const stack = await startStack({ port: 0, onLog: showLog });
  const s3 = createS3Client({ endpoint: stack.services.endpoint });
  try {
    say(
      `${stack.services.endpoint}: bucket ${LOCAL.bucket}, queues ${LOCAL.triggerQueue} and ${LOCAL.updateQueue}`,
    );
    const place = { Bucket: LOCAL.bucket, Key: `export/${file}` };
    await new Upload({ client: s3, params: { ...place, Body: createReadStream(archive) } }).done();
    say(`uploaded s3://${LOCAL.bucket}/export/${file}`);

    say('\n── The message that BIOSPEX sends');
    const trigger = {
      downloadId: 7,
      file,
      exportPath: `export/${file}`,
      totalSize: size,
      s3Bucket: LOCAL.bucket,
      updatesQueueUrl: stack.services.queueUrl(LOCAL.updateQueue),
      batchSize: BATCH_SIZE,
    };
    say(JSON.stringify(trigger, null, 2));
    await stack.sqs.send(
      new SendMessageCommand({
        QueueUrl: stack.services.queueUrl(LOCAL.triggerQueue),
        MessageBody: JSON.stringify(trigger),
      }),
    );

    say('\n── What the function logs');
    const result = checkResult(await receiveResult(stack, signal), trigger);

    // The function may still be at its last lines.
    while (stack.services.messageCount(LOCAL.triggerQueue) > 0) await wait(50, undefined, { signal });

    say('\n── The result that BIOSPEX receives');
    say(JSON.stringify(result, null, 2));

    say('\n── The batches, compared with the export by another ZIP reader');
    for (const name of result.batchFiles) await download(s3, `batch/${name}`, join(folder, 'batches', name));
    await verify(archive, join(folder, 'batches'), { signal });
    say(`\nThe export and its batches are in ${folder}, for you to open; the next demo replaces them.`);
  } finally {
    s3.destroy();
    await stack.stop();
  }
}

async function receiveResult({ sqs, services }: Stack, signal: AbortSignal): Promise<unknown> {
  const QueueUrl = services.queueUrl(LOCAL.updateQueue);
  for (let attempt = 0; attempt < 30; attempt++) {
    const { Messages: [message] = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 2 }),
      { abortSignal: signal },
    );
    if (message === undefined) continue;
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
    return JSON.parse(message.Body ?? '');
  }
  throw new Error('no result came within a minute');
}

async function download(client: S3Client, key: string, path: string): Promise<void> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: LOCAL.bucket, Key: key }));
  await writeFile(path, (await Body?.transformToByteArray()) ?? new Uint8Array());
}

function showLog(line: string): void {
  const text = formatLog(line);
  if (text !== undefined) say(text);
}
