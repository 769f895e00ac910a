import { describe, expect, test } from '@jest/globals';
import { MemorySource, MemoryStore, splitArchive } from '@biospex/batch-core';
import { listenerReaction } from './helpers/biospex-listener.ts';
import type { Fault, WireRequest } from './helpers/fault-proxy.ts';
import { LocalEnvironment, maxReceiveCount } from './helpers/local-environment.ts';
import { trigger } from './helpers/trigger.ts';
import { exportZip, useLocalEnvironment } from './helpers/use-local-environment.ts';

const stem = trigger.file.replace('.zip', '');
const batchFiles = [1, 2, 3].map((n) => `${stem}-part${n}.zip`);
const report = `${stem}-report.json`;
const zip = exportZip({ images: 5 });

const isArchive = ({ path }: WireRequest): boolean => path.includes('/export/');
const isReport = ({ path }: WireRequest): boolean => path.includes('-report.json');
const isBatch =
  (n: number) =>
  ({ path }: WireRequest): boolean =>
    path.includes(`-part${n}.zip`);
const isResult = ({ action }: WireRequest): boolean => action === 'SendMessage';

const local = useLocalEnvironment();

/** Lets the requests that `isMeant` names meet a fault, from the `first` on, `times` times. */
function injectFault(
  fault: Fault,
  isMeant: (request: WireRequest) => boolean,
  { first = 1, times = Infinity } = {},
): void {
  let seen = 0;
  local.env.proxy.fault = (request) => {
    if (!isMeant(request)) return undefined;
    seen++;
    return seen >= first && seen < first + times ? fault : undefined;
  };
}

/** Every batch is there, and what a split anywhere else gives. */
async function expectAllBatches(): Promise<void> {
  const store = new MemoryStore();
  await splitArchive(new MemorySource(zip), store, { stem, batchSize: 2 });
  expect(await local.env.outputs()).toEqual([...batchFiles, report]);
  for (const file of batchFiles)
    expect([file, (await local.env.output(file)).equals(store.files.get(file)!)]).toEqual([file, true]);
  expect(local.env.openUploads()).toEqual([]);
}

function expectOneSuccess(): void {
  expect(local.env.bodies('loc-batch-update').map(listenerReaction)).toEqual([
    { kind: 'mails-batches', downloadId: 7, keys: batchFiles.map((file) => `batch/${file}`) },
  ]);
}

test('a job that goes well: one result, acknowledged, a report beside the batches', async () => {
  await local.env.putExport(zip);
  await local.env.send();

  const delivery = await local.env.deliver();

  expect(delivery?.isReturned).toBe(false);
  await expectAllBatches();
  expectOneSuccess();
  expect(local.env.bodies('loc-batch-trigger')).toEqual([]);
  expect(await local.env.report()).toMatchObject({
    status: 'success',
    file: trigger.file,
    downloadId: 7,
    archive: { key: trigger.exportPath, size: zip.length, etag: expect.stringMatching(/^".+"$/) },
    batches: batchFiles.map((file) => expect.objectContaining({ file })),
    rows: 5,
    images: 5,
    findings: [],
    transfer: expect.objectContaining({ putRequests: expect.any(Number) }),
    answered: [delivery?.record.messageId],
  });
  expect(local.metrics()).toMatchObject({
    'BiospexBatchCreator/JobsSucceeded': 1,
    'BiospexBatchCreator/Batches': 3,
    'BiospexBatchCreator/BatchesReused': 0,
    'BiospexBatchCreator/Rows': 5,
    'BiospexBatchCreator/Images': 5,
    'BiospexBatchCreator/BytesCopied': 0,
    'BiospexBatchCreator/BytesMoved': expect.any(Number),
    'BiospexBatchCreator/BytesSpooled': 0,
    'BiospexBatchCreator/Duration': expect.any(Number),
  });
  expect(local.env.log.of('job succeeded')).toEqual([
    expect.objectContaining({
      level: 'info',
      messageId: delivery?.record.messageId,
      requestId: expect.any(String),
      downloadId: 7,
      file: trigger.file,
      batches: 3,
      rows: 5,
    }),
  ]);
});

test('an archive that a batch would replace stays as it is, and the job is refused', async () => {
  const key = `batch/${stem}-part2.zip`;
  await local.env.putExport(zip, key);
  await local.env.send({ exportPath: key });

  await local.env.deliverAll();

  expect(local.env.results()).toMatchObject([{ status: 'failed', code: 'MESSAGE_REFUSED' }]);
  expect((await local.env.output(`${stem}-part2.zip`)).equals(zip)).toBe(true);
});

test.each([
  ['no JSON', Buffer.from('garbage{')],
  ['too large', Buffer.alloc(2_000_000, ' ')],
])('what stands in the place of the report and is %s is replaced', async (_, bytes) => {
  await local.env.putExport(zip);
  await local.env.putExport(bytes, `batch/${report}`);
  await local.env.send();

  await local.env.deliverAll();

  await expectAllBatches();
  expectOneSuccess();
  expect(await local.env.report()).toMatchObject({ status: 'success' });
});

describe('wrong input: one failed result, acknowledged, no batches', () => {
  test.each([
    ['an archive that is none', Buffer.from('<html>'), {}, 'NOT_AN_ARCHIVE'],
    ['a truncated archive', zip.subarray(0, -100), {}, 'TRUNCATED_ARCHIVE'],
    ['a manifest without rows', exportZip({ images: 2, rows: 0 }), {}, 'MANIFEST_EMPTY'],
    ['missing images', exportZip({ images: 2, rows: 3 }), {}, 'IMAGES_MISSING'],
    ['no archive', undefined, {}, 'ARCHIVE_MISSING'],
    ['another bucket', zip, { s3Bucket: 'somebody-elses' }, 'MESSAGE_REFUSED'],
    ['a key that climbs', zip, { exportPath: 'export/../x.zip' }, 'MESSAGE_REFUSED'],
    ['a batch size of 0', zip, { batchSize: 0 }, 'MESSAGE_REFUSED'],
  ])('%s', async (_, bytes, changes, code) => {
    if (bytes !== undefined) await local.env.putExport(bytes);
    await local.env.send(changes);

    const deliveries = await local.env.deliverAll();

    expect(deliveries.map(({ isReturned }) => isReturned)).toEqual([false]);
    expect(local.env.results()).toEqual([
      {
        function: 'BiospexBatchCreator',
        status: 'failed',
        downloadId: 7,
        file: trigger.file,
        code,
        error: expect.stringMatching(/^[^\n]+$/),
      },
    ]);
    expect(listenerReaction(local.env.bodies('loc-batch-update')[0]!)).toMatchObject({
      kind: 'mails-failure',
    });
    const isRefused = code === 'MESSAGE_REFUSED';
    expect(await local.env.outputs()).toEqual(isRefused ? [] : [report]);
    expect(local.env.bodies('loc-batch-trigger-dlq')).toEqual([]);
    expect(local.metrics()).toEqual({
      'BiospexBatchCreator/JobsFailed': 1,
      [`BiospexBatchCreator/JobsFailedByCode:${code}`]: 1,
    });
  });

  test('is told also where the report cannot be written', async () => {
    await local.env.putExport(Buffer.from('<html>'));
    injectFault('denied', (request) => isReport(request) && request.method === 'PUT');
    await local.env.send();

    const deliveries = await local.env.deliverAll();

    expect(deliveries.map(({ isReturned }) => isReturned)).toEqual([false]);
    expect(local.env.results()).toMatchObject([{ status: 'failed', code: 'NOT_AN_ARCHIVE' }]);
  });

  test('is in the report, with the message that was answered', async () => {
    await local.env.putExport(exportZip({ images: 2, rows: 3 }));
    await local.env.send();

    const delivery = await local.env.deliver();

    expect(await local.env.report()).toMatchObject({
      status: 'failed',
      code: 'IMAGES_MISSING',
      error: local.env.results()[0]?.['error'],
      answered: [delivery?.record.messageId],
    });
  });
});

describe('the world failed: no result, and back in the queue soon; the next attempt does the rest', () => {
  test.each([
    ['throttling, longer than the SDK tries', 'slow-down', isBatch(2), 5, 'WRITE_FAILED', []],
    ['a connection that breaks off again and again', 'reset', isArchive, 5, 'READ_FAILED', []],
    ['no permission to look at the archive', 'denied', isArchive, 1, 'READ_FAILED', []],
    ['no permission to write a batch', 'denied', isBatch(3), 1, 'WRITE_FAILED', []],
    ['a report that cannot be read', 'denied', isReport, 1, 'READ_FAILED', []],
    ['a result queue that is out of order', 'denied', isResult, 1, 'RESULT_UNSENT', [1, 2, 3]],
  ] as const)('%s', async (_, fault, isMeant, times, code, finished) => {
    await local.env.putExport(zip);
    injectFault(fault, isMeant, { times });
    await local.env.send();

    const first = await local.env.deliver();
    const resultsBetween = local.env.results();
    const outputsBetween = (await local.env.outputs()).filter((name) => name !== report);
    const second = await local.env.deliver();

    expect([first?.isReturned, second?.isReturned]).toEqual([true, false]);
    expect(second?.record.messageId).toBe(first?.record.messageId);
    expect(second?.record.attributes.ApproximateReceiveCount).toBe('2');
    expect(resultsBetween).toEqual([]);
    expect(outputsBetween).toEqual(expect.arrayContaining(finished.map((n) => batchFiles[n - 1])));
    await expectAllBatches();
    expectOneSuccess();
    expect(local.env.log.of('job failed for now')).toMatchObject([{ level: 'warn', code, attempts: 1 }]);
    expect(local.metrics()).toMatchObject({
      'BiospexBatchCreator/Retries': 1,
      'BiospexBatchCreator/JobsSucceeded': 1,
      'BiospexBatchCreator/BatchesReused': outputsBetween.length,
    });
  });

  test('hides the message for the retry delay, instead of its whole visibility timeout', async () => {
    await local.env.stop();
    local.env = await LocalEnvironment.start({ RETRY_DELAY_SECONDS: '7' });
    injectFault('denied', isArchive);
    await local.env.send();

    const { isReturned } = (await local.env.deliver())!;

    expect(isReturned).toBe(true);
    expect(local.env.visibilityChanges()).toEqual([7]);
  });

  test('leaves the message to its visibility timeout where SQS does not let it be changed', async () => {
    injectFault('denied', (request) => isArchive(request) || request.action === 'ChangeMessageVisibility');
    await local.env.send();

    expect((await local.env.deliverAll()).map(({ isReturned }) => isReturned)).toEqual([true]);
    expect(local.env.bodies('loc-batch-trigger')).toHaveLength(1);
    expect(local.env.results()).toEqual([]);
  });

  test('unfinished uploads that cannot be listed do not fail a job whose batches are there', async () => {
    await local.env.putExport(zip);
    injectFault('denied', ({ path }) => path.includes('uploads'));
    await local.env.send();

    expect((await local.env.deliver())?.isReturned).toBe(false);
    await expectAllBatches();
    expectOneSuccess();
  });
});

describe('the last attempt: one failed result, then the dead-letter queue', () => {
  test.each([
    ['reading', isArchive, 'READ_FAILED'],
    ['writing batches', isBatch(1), 'WRITE_FAILED'],
    ['everything in S3', ({ action }: WireRequest) => action === '', 'READ_FAILED'],
    [
      'writing the report',
      (request: WireRequest) => isReport(request) && request.method === 'PUT',
      'WRITE_FAILED',
    ],
  ])('where %s fails', async (_, isMeant, code) => {
    await local.env.putExport(zip);
    injectFault('denied', isMeant);
    await local.env.send();

    const deliveries = await local.env.deliverAll();

    expect(deliveries.map(({ isReturned }) => isReturned)).toEqual([true, true, true]);
    expect(local.env.results()).toEqual([
      expect.objectContaining({
        status: 'failed',
        code,
        error: expect.stringMatching(/^gave up after 3 attempts: .*403/),
      }),
    ]);
    expect(local.env.bodies('loc-batch-trigger')).toEqual([]);
    expect(local.env.bodies('loc-batch-trigger-dlq')).toHaveLength(1);
    expect(local.metrics()).toEqual({
      'BiospexBatchCreator/Retries': maxReceiveCount - 1,
      'BiospexBatchCreator/JobsFailed': 1,
      [`BiospexBatchCreator/JobsFailedByCode:${code}`]: 1,
    });
  });

  test('a result queue that is gone: the message goes to the dead-letter queue, nobody can be told', async () => {
    await local.env.putExport(zip);
    await local.env.send({ updatesQueueUrl: `${local.env.proxy.endpoint}/000000000000/gone` });

    const deliveries = await local.env.deliverAll();

    expect(deliveries.map(({ isReturned }) => isReturned)).toEqual([true, true, true]);
    expect(local.env.bodies('loc-batch-trigger-dlq')).toHaveLength(1);
    expect(local.env.log.of('the result cannot be sent')).toHaveLength(1);
    expect(await local.env.outputs()).toEqual([...batchFiles, report]);
  });
});

describe('a message that cannot be understood: no result, the dead-letter queue', () => {
  test.each([
    ['no JSON', 'hello\n\u001b[31m'],
    ['nobody to answer', JSON.stringify({ ...trigger, updatesQueueUrl: undefined })],
    ['no name', JSON.stringify({ ...trigger, file: '../x.zip' })],
  ])('%s', async (_, body) => {
    // SQS itself refuses some characters.
    await local.env.send(body.replace('\u001b', ''));

    const deliveries = await local.env.deliverAll();

    expect(deliveries.map(({ isReturned }) => isReturned)).toEqual([true, true, true]);
    expect(local.env.bodies('loc-batch-trigger-dlq')).toEqual([body.replace('\u001b', '')]);
    expect(local.env.results()).toEqual([]);
    expect(local.env.visibilityChanges()).toEqual([0, 0, 0]);
    expect(local.metrics()).toEqual({ 'BiospexBatchCreator/UnreadableMessages': 3 });
  });
});

describe('messages that come again', () => {
  test('an answered message is acknowledged without a second result', async () => {
    await local.env.putExport(zip);
    await local.env.send();
    const delivery = await local.env.deliver();

    expect(await local.env.invoke(delivery!.record)).toBe(false);

    expectOneSuccess();
    expect(local.env.log.of('the result of this message was sent already')).toHaveLength(1);
  });

  test('an answered failure, too', async () => {
    await local.env.send();
    const delivery = await local.env.deliver();

    expect(await local.env.invoke(delivery!.record)).toBe(false);

    expect(local.env.results()).toHaveLength(1);
  });

  test('two equal jobs are both answered, the second from the batches of the first', async () => {
    await local.env.putExport(zip);
    await local.env.send();
    await local.env.send();

    const deliveries = await local.env.deliverAll();

    expect(local.env.results()).toHaveLength(2);
    expect(local.env.results().map(({ batchFiles: files }) => files)).toEqual([batchFiles, batchFiles]);
    expect(local.metrics()).toMatchObject({
      'BiospexBatchCreator/JobsSucceeded': 2,
      'BiospexBatchCreator/BatchesReused': 3,
    });
    expect((await local.env.report()).answered).toEqual(deliveries.map(({ record }) => record.messageId));
  });

  // SQS and S3 cannot be written in one step. Told twice is better than never: the owner gets a second mail.
  test('the known window: a result that was sent but could not be noted is sent again', async () => {
    await local.env.putExport(zip);
    injectFault('denied', (request) => isReport(request) && request.method === 'PUT', { first: 2 });
    await local.env.send();
    const delivery = await local.env.deliver();
    local.env.proxy.fault = () => undefined;

    expect(delivery?.isReturned).toBe(false);
    expect(local.env.log.of('the report does not say that the result was sent')).toHaveLength(1);
    await local.env.invoke(delivery!.record);
    await local.env.invoke(delivery!.record);

    expect(local.env.results()).toHaveLength(2);
    expect((await local.env.report()).answered).toEqual([delivery?.record.messageId]);
  });
});
