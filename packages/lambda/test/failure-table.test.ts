import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { MemorySource, MemoryStore, splitArchive } from '@biospex/batch-core';
import { buildZip } from '../../core/test/helpers/build-zip.ts';
import { exportEntries, makeExport } from '../../core/test/helpers/export-fixture.ts';
import { listenerReaction } from './helpers/biospex-listener.ts';
import type { Fault, WireRequest } from './helpers/fault-proxy.ts';
import { LocalEnvironment, maxReceiveCount } from './helpers/local-environment.ts';
import { listenToMetrics } from './helpers/metrics.ts';
import { trigger } from './helpers/trigger.ts';

const stem = trigger.file.replace('.zip', '');
const batchFiles = [1, 2, 3].map((n) => `${stem}-part${n}.zip`);
const report = `${stem}-report.json`;
const zipOf = (...options: Parameters<typeof makeExport>): Buffer =>
  buildZip(exportEntries(makeExport(...options).files));
const zip = zipOf({ images: 5 });

const isArchive = ({ path }: WireRequest): boolean => path.includes('/export/');
const isReport = ({ path }: WireRequest): boolean => path.includes('-report.json');
const isBatch =
  (n: number) =>
  ({ path }: WireRequest): boolean =>
    path.includes(`-part${n}.zip`);
const isResult = ({ action }: WireRequest): boolean => action === 'SendMessage';

let env: LocalEnvironment;
let metrics: () => Record<string, number>;

beforeEach(async () => {
  metrics = listenToMetrics();
  env = await LocalEnvironment.start();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await env.stop();
});

/** Lets the requests that `isMeant` names meet a fault, from the `first` on, `times` times. */
function injectFault(
  fault: Fault,
  isMeant: (request: WireRequest) => boolean,
  { first = 1, times = Infinity } = {},
): void {
  let seen = 0;
  env.proxy.fault = (request) => {
    if (!isMeant(request)) return undefined;
    seen++;
    return seen >= first && seen < first + times ? fault : undefined;
  };
}

/** Every batch is there, and what a split anywhere else gives. */
async function expectAllBatches(): Promise<void> {
  const store = new MemoryStore();
  await splitArchive(new MemorySource(zip), store, { stem, batchSize: 2 });
  expect(await env.outputs()).toEqual([...batchFiles, report]);
  for (const file of batchFiles)
    expect([file, (await env.output(file)).equals(store.files.get(file)!)]).toEqual([file, true]);
  expect(env.openUploads()).toEqual([]);
}

function expectOneSuccess(): void {
  expect(env.bodies('loc-batch-update').map(listenerReaction)).toEqual([
    { kind: 'mails-batches', downloadId: 7, keys: batchFiles.map((file) => `batch/${file}`) },
  ]);
}

test('a job that goes well: one result, acknowledged, a report beside the batches', async () => {
  await env.putExport(zip);
  await env.send();

  const delivery = await env.deliver();

  expect(delivery?.isReturned).toBe(false);
  await expectAllBatches();
  expectOneSuccess();
  expect(env.bodies('loc-batch-trigger')).toEqual([]);
  expect(await env.report()).toMatchObject({
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
  expect(metrics()).toMatchObject({
    'BiospexBatchCreator/JobsSucceeded': 1,
    'BiospexBatchCreator/Batches': 3,
    'BiospexBatchCreator/BatchesReused': 0,
    'BiospexBatchCreator/Rows': 5,
    'BiospexBatchCreator/Images': 5,
    'BiospexBatchCreator/BytesCopied': 0,
    'BiospexBatchCreator/BytesMoved': expect.any(Number),
    'BiospexBatchCreator/Duration': expect.any(Number),
  });
  expect(env.log.of('job succeeded')).toEqual([
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

describe('wrong input: one failed result, acknowledged, no batches', () => {
  test.each([
    ['an archive that is none', Buffer.from('<html>'), {}, 'NOT_AN_ARCHIVE'],
    ['a truncated archive', zip.subarray(0, -100), {}, 'TRUNCATED_ARCHIVE'],
    ['a manifest without rows', zipOf({ images: 2, rows: 0 }), {}, 'MANIFEST_EMPTY'],
    ['missing images', zipOf({ images: 2, rows: 3 }), {}, 'IMAGES_MISSING'],
    ['no archive', undefined, {}, 'ARCHIVE_MISSING'],
    ['another bucket', zip, { s3Bucket: 'somebody-elses' }, 'MESSAGE_REFUSED'],
    ['a key that climbs', zip, { exportPath: 'export/../x.zip' }, 'MESSAGE_REFUSED'],
    ['a batch size of 0', zip, { batchSize: 0 }, 'MESSAGE_REFUSED'],
  ])('%s', async (_, bytes, changes, code) => {
    if (bytes !== undefined) await env.putExport(bytes);
    await env.send(changes);

    const deliveries = await env.deliverAll();

    expect(deliveries.map(({ isReturned }) => isReturned)).toEqual([false]);
    expect(env.results()).toEqual([
      {
        function: 'BiospexBatchCreator',
        status: 'failed',
        downloadId: 7,
        file: trigger.file,
        code,
        error: expect.stringMatching(/^[^\n]+$/),
      },
    ]);
    expect(listenerReaction(env.bodies('loc-batch-update')[0]!)).toMatchObject({ kind: 'mails-failure' });
    const isRefused = code === 'MESSAGE_REFUSED';
    expect(await env.outputs()).toEqual(isRefused ? [] : [report]);
    expect(env.bodies('loc-batch-trigger-dlq')).toEqual([]);
    expect(metrics()).toEqual({
      'BiospexBatchCreator/JobsFailed': 1,
      [`BiospexBatchCreator/JobsFailedByCode:${code}`]: 1,
    });
  });

  test('is told also where the report cannot be written', async () => {
    await env.putExport(Buffer.from('<html>'));
    injectFault('denied', (request) => isReport(request) && request.method === 'PUT');
    await env.send();

    const deliveries = await env.deliverAll();

    expect(deliveries.map(({ isReturned }) => isReturned)).toEqual([false]);
    expect(env.results()).toMatchObject([{ status: 'failed', code: 'NOT_AN_ARCHIVE' }]);
  });

  test('is in the report, with the message that was answered', async () => {
    await env.putExport(zipOf({ images: 2, rows: 3 }));
    await env.send();

    const delivery = await env.deliver();

    expect(await env.report()).toMatchObject({
      status: 'failed',
      code: 'IMAGES_MISSING',
      error: env.results()[0]?.['error'],
      answered: [delivery?.record.messageId],
    });
  });
});

describe('the world failed: no result, and back in the queue soon; the next attempt does the rest', () => {
  test.each([
    ['throttling, longer than the SDK tries', 'slow-down', isBatch(2), 5, 'WRITE_FAILED', [1, 3]],
    ['a connection that breaks off again and again', 'reset', isArchive, 5, 'READ_FAILED', []],
    ['no permission to look at the archive', 'denied', isArchive, 1, 'READ_FAILED', []],
    ['no permission to write a batch', 'denied', isBatch(3), 1, 'WRITE_FAILED', [1, 2]],
    ['a report that cannot be read', 'denied', isReport, 1, 'READ_FAILED', []],
    ['a result queue that is out of order', 'denied', isResult, 1, 'RESULT_UNSENT', [1, 2, 3]],
  ] as const)('%s', async (_, fault, isMeant, times, code, finished) => {
    await env.putExport(zip);
    injectFault(fault, isMeant, { times });
    await env.send();

    const first = await env.deliver();
    const resultsBetween = env.results();
    const outputsBetween = (await env.outputs()).filter((name) => name !== report);
    const second = await env.deliver();

    expect([first?.isReturned, second?.isReturned]).toEqual([true, false]);
    expect(second?.record.messageId).toBe(first?.record.messageId);
    expect(second?.record.attributes.ApproximateReceiveCount).toBe('2');
    expect(resultsBetween).toEqual([]);
    expect(outputsBetween).toEqual(expect.arrayContaining(finished.map((n) => batchFiles[n - 1])));
    await expectAllBatches();
    expectOneSuccess();
    expect(env.log.of('job failed for now')).toMatchObject([{ level: 'warn', code, attempts: 1 }]);
    expect(metrics()).toMatchObject({
      'BiospexBatchCreator/Retries': 1,
      'BiospexBatchCreator/JobsSucceeded': 1,
      'BiospexBatchCreator/BatchesReused': outputsBetween.length,
    });
  });

  test('hides the message for the retry delay, instead of its whole visibility timeout', async () => {
    await env.stop();
    env = await LocalEnvironment.start({ RETRY_DELAY_SECONDS: '7' });
    injectFault('denied', isArchive);
    await env.send();

    const { isReturned } = (await env.deliver())!;

    expect(isReturned).toBe(true);
    expect(env.visibilityChanges()).toEqual([7]);
  });

  test('leaves the message to its visibility timeout where SQS does not let it be changed', async () => {
    injectFault('denied', (request) => isArchive(request) || request.action === 'ChangeMessageVisibility');
    await env.send();

    expect((await env.deliverAll()).map(({ isReturned }) => isReturned)).toEqual([true]);
    expect(env.bodies('loc-batch-trigger')).toHaveLength(1);
    expect(env.results()).toEqual([]);
  });

  test('unfinished uploads that cannot be listed do not fail a job whose batches are there', async () => {
    await env.putExport(zip);
    injectFault('denied', ({ path }) => path.includes('uploads'));
    await env.send();

    expect((await env.deliver())?.isReturned).toBe(false);
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
    await env.putExport(zip);
    injectFault('denied', isMeant);
    await env.send();

    const deliveries = await env.deliverAll();

    expect(deliveries.map(({ isReturned }) => isReturned)).toEqual([true, true, true]);
    expect(env.results()).toEqual([
      expect.objectContaining({
        status: 'failed',
        code,
        error: expect.stringMatching(/^gave up after 3 attempts: .*403/),
      }),
    ]);
    expect(env.bodies('loc-batch-trigger')).toEqual([]);
    expect(env.bodies('loc-batch-trigger-dlq')).toHaveLength(1);
    expect(metrics()).toEqual({
      'BiospexBatchCreator/Retries': maxReceiveCount - 1,
      'BiospexBatchCreator/JobsFailed': 1,
      [`BiospexBatchCreator/JobsFailedByCode:${code}`]: 1,
    });
  });

  test('a result queue that is gone: the message goes to the dead-letter queue, nobody can be told', async () => {
    await env.putExport(zip);
    await env.send({ updatesQueueUrl: `${env.proxy.endpoint}/000000000000/gone` });

    const deliveries = await env.deliverAll();

    expect(deliveries.map(({ isReturned }) => isReturned)).toEqual([true, true, true]);
    expect(env.bodies('loc-batch-trigger-dlq')).toHaveLength(1);
    expect(env.log.of('the result cannot be sent')).toHaveLength(1);
    expect(await env.outputs()).toEqual([...batchFiles, report]);
  });
});

describe('a message that cannot be understood: no result, the dead-letter queue', () => {
  test.each([
    ['no JSON', 'hello\n\u001b[31m'],
    ['nobody to answer', JSON.stringify({ ...trigger, updatesQueueUrl: undefined })],
    ['no name', JSON.stringify({ ...trigger, file: '../x.zip' })],
  ])('%s', async (_, body) => {
    // SQS itself refuses some characters.
    await env.send(body.replace('\u001b', ''));

    const deliveries = await env.deliverAll();

    expect(deliveries.map(({ isReturned }) => isReturned)).toEqual([true, true, true]);
    expect(env.bodies('loc-batch-trigger-dlq')).toEqual([body.replace('\u001b', '')]);
    expect(env.results()).toEqual([]);
    expect(env.visibilityChanges()).toEqual([0, 0, 0]);
    expect(metrics()).toEqual({ 'BiospexBatchCreator/UnreadableMessages': 3 });
  });
});

describe('messages that come again', () => {
  test('an answered message is acknowledged without a second result', async () => {
    await env.putExport(zip);
    await env.send();
    const delivery = await env.deliver();

    expect(await env.invoke(delivery!.record)).toBe(false);

    expectOneSuccess();
    expect(env.log.of('the result of this message was sent already')).toHaveLength(1);
  });

  test('an answered failure, too', async () => {
    await env.send();
    const delivery = await env.deliver();

    expect(await env.invoke(delivery!.record)).toBe(false);

    expect(env.results()).toHaveLength(1);
  });

  test('two equal jobs are both answered, the second from the batches of the first', async () => {
    await env.putExport(zip);
    await env.send();
    await env.send();

    const deliveries = await env.deliverAll();

    expect(env.results()).toHaveLength(2);
    expect(env.results().map(({ batchFiles: files }) => files)).toEqual([batchFiles, batchFiles]);
    expect(metrics()).toMatchObject({
      'BiospexBatchCreator/JobsSucceeded': 2,
      'BiospexBatchCreator/BatchesReused': 3,
    });
    expect((await env.report()).answered).toEqual(deliveries.map(({ record }) => record.messageId));
  });

  // SQS and S3 cannot be written in one step. Told twice is better than never: the owner gets a second mail.
  test('the known window: a result that was sent but could not be noted is sent again', async () => {
    await env.putExport(zip);
    injectFault('denied', (request) => isReport(request) && request.method === 'PUT', { first: 2 });
    await env.send();
    const delivery = await env.deliver();
    env.proxy.fault = () => undefined;

    expect(delivery?.isReturned).toBe(false);
    expect(env.log.of('the report does not say that the result was sent')).toHaveLength(1);
    await env.invoke(delivery!.record);
    await env.invoke(delivery!.record);

    expect(env.results()).toHaveLength(2);
    expect((await env.report()).answered).toEqual([delivery?.record.messageId]);
  });
});
