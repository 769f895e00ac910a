import { createReadStream } from 'node:fs';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createS3Client } from '@biospex/batch-aws';
import { writeSampleExport } from '@biospex/batch-sample';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { Upload } from '@aws-sdk/lib-storage';
import { logPrinter } from './format-log.ts';
import { LOCAL } from './stack-names.ts';
import { startStack, type Stack } from './start-stack.ts';

const STEM = '123-2-6f1c2a50-9d1e-4a0b-8a57-0c3f5b1d2e77';
const IMAGES = 600;
const BATCH_SIZE = 200;

export interface RunDemoOptions {
  /** Where the export and its batches go. It is emptied first. */
  readonly folder: string;
  readonly format: 'zip' | 'tar.gz';
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
  /** Compares batches with their archive. */
  readonly verify: (archive: string, batches: string) => Promise<void>;
}

/**
 * Shows the whole system: an export is uploaded, a message asks for batches, the function makes them, and another ZIP reader
 * compares them with the export.
 */
export async function runDemo(options: RunDemoOptions): Promise<void> {
  const { folder, format, signal, print, verify } = options;
  const file = `${STEM}.${format}`;
  const archive = join(folder, file);
  const batches = join(folder, 'batches');
  await rm(folder, { recursive: true, force: true });
  await mkdir(batches, { recursive: true });

  print('\n── An export as BIOSPEX writes it: real JPEGs and a manifest');
  const sample = { images: IMAGES, imageBytes: 60_000, order: 'manifest', seed: 1 } as const;
  await writeSampleExport(archive, { ...sample, format, signal });
  print(`${file}: ${IMAGES} images, ${(await stat(archive)).size} bytes`);

  print('\n── S3 and SQS on this machine, and the built function between them');
  const stack = await startStack({ port: 0, onLog: logPrinter(print) });
  const s3 = createS3Client({ endpoint: stack.services.endpoint });
  try {
    const { bucket, triggerQueue, updateQueue } = LOCAL;
    print(`${stack.services.endpoint}: bucket ${bucket}, queues ${triggerQueue} and ${updateQueue}`);
    const result = await splitInStack(stack, s3, archive, options);

    print('\n── The result that BIOSPEX receives');
    print(JSON.stringify(result, null, 2));

    print('\n── The batches, compared with the export by another ZIP reader');
    for (const name of result.batchFiles) await download(s3, `batch/${name}`, join(batches, name));
    await verify(archive, batches);
    print(`\nThe export and its batches are in ${folder}, for you to open; the next demo replaces them.`);
  } finally {
    s3.destroy();
    await stack.stop();
  }
}

/** The fields of a result that BIOSPEX reads. */
interface Result {
  readonly status: string;
  readonly batchFiles: readonly string[];
}

/** Uploads the archive, sends BIOSPEX's message, and waits for the result. */
async function splitInStack(
  stack: Stack,
  s3: S3Client,
  archive: string,
  { print, signal }: RunDemoOptions,
): Promise<Result> {
  const { services, sqs } = stack;
  const file = basename(archive);
  const place = { Bucket: LOCAL.bucket, Key: `export/${file}` };
  await new Upload({ client: s3, params: { ...place, Body: createReadStream(archive) } }).done();
  print(`uploaded s3://${place.Bucket}/${place.Key}`);

  print('\n── The message that BIOSPEX sends');
  const trigger = {
    downloadId: 7,
    file,
    exportPath: place.Key,
    totalSize: (await stat(archive)).size,
    s3Bucket: place.Bucket,
    updatesQueueUrl: services.queueUrl(LOCAL.updateQueue),
    batchSize: BATCH_SIZE,
  };
  print(JSON.stringify(trigger, null, 2));
  const QueueUrl = services.queueUrl(LOCAL.triggerQueue);
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(trigger) }));

  print("\n── The function's log");
  const result = await receiveResult(stack, signal);
  if (result.status !== 'success') throw new Error(`the function failed: ${JSON.stringify(result)}`);
  // The function logs a little more after its result.
  while (services.messageCount(LOCAL.triggerQueue) > 0) await wait(50, undefined, { signal });
  return result;
}

async function receiveResult({ sqs, services }: Stack, signal: AbortSignal): Promise<Result> {
  const QueueUrl = services.queueUrl(LOCAL.updateQueue);
  for (let attempt = 0; attempt < 30; attempt++) {
    const command = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 2 });
    const { Messages: [message] = [] } = await sqs.send(command, { abortSignal: signal });
    if (message === undefined) continue;
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
    return JSON.parse(message.Body ?? '') as Result;
  }
  throw new Error('no result arrived within a minute');
}

async function download(client: S3Client, key: string, path: string): Promise<void> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: LOCAL.bucket, Key: key }));
  await writeFile(path, (await Body?.transformToByteArray()) ?? new Uint8Array());
}
