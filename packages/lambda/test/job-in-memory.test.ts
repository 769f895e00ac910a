import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { MemorySource, MemoryStore, splitArchive } from '@biospex/batch-core';
import { createFunctions, type BatchHandler } from '../src/create-functions.ts';
import { buildTar } from '../../core/test/helpers/build-tar.ts';
import { buildZip } from '../../core/test/helpers/build-zip.ts';
import { exportEntries, makeExport } from '../../core/test/helpers/export-fixture.ts';
import { LogLines } from './helpers/log-lines.ts';
import { awsError, MemoryAws } from './helpers/memory-aws.ts';
import { listenToMetrics } from './helpers/metrics.ts';
import { trigger, triggerBody } from './helpers/trigger.ts';

const stem = trigger.file.replace('.zip', '');

process.env['AWS_REGION'] = 'us-east-2';
// Powertools then prints by `console`, which a test can silence.
process.env['POWERTOOLS_DEV'] = 'true';

let aws: MemoryAws;
let functions: { readonly handler: BatchHandler; readonly teller: BatchHandler };

beforeEach(() => {
  listenToMetrics();
  aws = MemoryAws.install();
  const environment = { BATCH_SIZE: '2', DEAD_LETTER_QUEUE_URL: 'https://sqs.us-east-2.amazonaws.com/1/dlq' };
  functions = createFunctions(environment, new LogLines());
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** Delivers the trigger for the nth time, or to the teller; returns the ids of messages that go back to the queue. */
async function deliver(
  count: number | 'teller',
  changes: Readonly<Record<string, unknown>> = {},
): Promise<string[]> {
  const record = {
    messageId: 'm1',
    receiptHandle: 'r1',
    body: triggerBody(changes),
    attributes: { ApproximateReceiveCount: String(count), SentTimestamp: '1' },
    eventSourceARN: 'arn:aws:sqs:us-east-2:123456789012:prod-batch-trigger',
  };
  const context = { awsRequestId: 'a1', getRemainingTimeInMillis: () => 900_000 };
  const { handler, teller } = functions;
  const { batchItemFailures } = await (count === 'teller' ? teller : handler)(
    { Records: [record as never] },
    context,
  );
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

/** The batches in the bucket, by name. */
function batches(): [string, Buffer][] {
  return [...aws.objects]
    .filter(([key]) => /^batch\/.+\.zip$/.test(key))
    .map(([key, { bytes }]): [string, Buffer] => [key.replace('batch/', ''), bytes])
    .sort();
}

const { files } = makeExport({ images: 5 });
const zip = buildZip(exportEntries(files));
const tar = buildTar(files.map(({ name, bytes }) => ({ name, data: bytes })));
// Ranges of more than 5 MiB are copied inside S3.
const largeZip = buildZip(exportEntries(makeExport({ images: 5, imageBytes: 2_700_000 }).files));

test.each([
  ['ZIP', zip],
  ['large ZIP', largeZip],
  ['TAR.GZ', gzipSync(tar)],
])('splits a %s into batches, with a report and one result', async (kind, archive) => {
  aws.put(trigger.exportPath, archive);

  expect(await deliver(1, { totalSize: archive.length })).toEqual([]);

  const batchFiles = [1, 2, 3].map((part) => `${stem}-part${part}.zip`);
  expect(aws.messages).toEqual([
    expect.objectContaining({
      function: 'BiospexBatchCreator',
      status: 'success',
      downloadId: 7,
      file: trigger.file,
      batchFiles,
    }),
  ]);
  expect(batches().map(([name]) => name)).toEqual(batchFiles);
  if (kind !== 'TAR.GZ') {
    const expected = new MemoryStore();
    await splitArchive(new MemorySource(archive), expected, { stem, batchSize: 2 });
    expect(batches().filter(([name, bytes]) => !bytes.equals(expected.files.get(name)!))).toEqual([]);
  }
  expect(aws.objects.has(`batch/${stem}-report.json`)).toBe(true);
  expect(aws.openUploads).toEqual([]);
});

test('deletes a redelivered message that was answered, without a second result', async () => {
  aws.put(trigger.exportPath, zip);

  expect([await deliver(1), await deliver(2)]).toEqual([[], []]);

  expect(aws.messages).toHaveLength(1);
});

test.each<[string, { bytes?: Buffer; changes?: Record<string, unknown> }, string]>([
  ['an HTML page as archive', { bytes: Buffer.from('<html>') }, 'NOT_AN_ARCHIVE'],
  ['a missing archive', {}, 'ARCHIVE_MISSING'],
  ['a bucket that is not allowed', { bytes: zip, changes: { s3Bucket: 'another' } }, 'MESSAGE_REFUSED'],
])('sends one failed result and makes no batches for %s', async (_, { bytes, changes }, code) => {
  if (bytes !== undefined) aws.put(trigger.exportPath, bytes);

  expect(await deliver(1, changes)).toEqual([]);

  expect(aws.messages).toEqual([
    expect.objectContaining({ status: 'failed', downloadId: 7, file: trigger.file, code }),
  ]);
  expect(batches()).toEqual([]);
});

test('if S3 fails, returns the message without a result; the next delivery finishes the job', async () => {
  aws.put(trigger.exportPath, zip);
  aws.onRequest = (command, key) => {
    if (command === 'PutObject' && key?.endsWith('-part2.zip') === true) throw awsError('SlowDown', 503);
  };

  expect(await deliver(1)).toEqual(['m1']);
  expect(aws.messages).toEqual([]);

  aws.onRequest = () => undefined;
  expect(await deliver(2)).toEqual([]);
  expect(aws.messages).toMatchObject([{ status: 'success' }]);
});

test('if S3 keeps failing, the teller sends one failed result and a dead letter', async () => {
  aws.put(trigger.exportPath, zip);
  aws.onRequest = (command) => {
    if (command === 'HeadObject') throw awsError('AccessDenied', 403);
  };

  expect([await deliver(1), await deliver(2), await deliver('teller')]).toEqual([['m1'], ['m1'], []]);

  expect(aws.messages).toEqual([
    expect.objectContaining({ status: 'failed', code: 'READ_FAILED' }),
    JSON.parse(triggerBody()),
  ]);
});
