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

/** Delivers the trigger for the nth time, or to the teller; gives the messages that go back to the queue. */
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
])('a %s becomes batches, a report beside them, and one result', async (kind, archive) => {
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

test('a message that comes again after its result is acknowledged without a second result', async () => {
  aws.put(trigger.exportPath, zip);

  expect([await deliver(1), await deliver(2)]).toEqual([[], []]);

  expect(aws.messages).toHaveLength(1);
});

test.each<[string, { bytes?: Buffer; changes?: Record<string, unknown> }, string]>([
  ['an archive that is not one', { bytes: Buffer.from('<html>') }, 'NOT_AN_ARCHIVE'],
  ['a missing archive', {}, 'ARCHIVE_MISSING'],
  ['a bucket that is not allowed', { bytes: zip, changes: { s3Bucket: 'another' } }, 'MESSAGE_REFUSED'],
])('wrong input gives one failed result and no batches: %s', async (_, { bytes, changes }, code) => {
  if (bytes !== undefined) aws.put(trigger.exportPath, bytes);

  expect(await deliver(1, changes)).toEqual([]);

  expect(aws.messages).toEqual([
    expect.objectContaining({ status: 'failed', downloadId: 7, file: trigger.file, code }),
  ]);
  expect(batches()).toEqual([]);
});

test('when S3 fails, the message goes back without a result, and the next delivery finishes the job', async () => {
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

test('when S3 fails to the end, the teller sends one failed result, and the message to the dead-letter queue', async () => {
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
