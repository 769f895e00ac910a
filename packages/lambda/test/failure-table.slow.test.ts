import { describe, expect, test } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import { MemorySource, MemoryStore, splitArchive } from '@biospex/batch-core';
import { listenerReaction } from './helpers/biospex-listener.ts';
import type { Fault, WireRequest } from './helpers/fault-proxy.ts';
import type { Marker } from '../src/answer/message-objects.ts';
import type { Reason } from '../src/job-failure.ts';
import { LocalEnvironment, maxReceiveCount, type Delivery } from './helpers/local-environment.ts';
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

const isMarker = ({ path }: WireRequest): boolean => path.includes('/answered/');

const local = useLocalEnvironment();

const marker = (delivery: Delivery | undefined): Promise<Marker | undefined> =>
  local.env.json(`answered/${delivery?.record.messageId}`);
const reason = (delivery: Delivery | undefined): Promise<Reason | undefined> =>
  local.env.json(`reasons/${delivery?.record.messageId}`);

/** Makes the requests that `isMeant` selects fail, `times` times from the `first` on. */
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

/** Every batch exists and equals that of a split in memory. */
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

test('a successful job sends one result, deletes its message, and writes a report beside its batches', async () => {
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
    next: batchFiles.map((file) => ({
      builder: expect.stringContaining(file),
      commands: expect.arrayContaining([expect.stringContaining('upload-subjects -f 2')]),
    })),
    transfer: expect.objectContaining({ putRequests: expect.any(Number) }),
  });
  expect(await marker(delivery)).toMatchObject({ isSent: true, result: local.env.results()[0] });
  expect(local.env.results()).toMatchObject([{ messageId: delivery?.record.messageId }]);
  // Hidden for the remaining time and a minute.
  expect(local.env.visibilityChanges()).toEqual([960]);
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
    'BiospexBatchCreator/ClickToResult': expect.any(Number),
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

test('refuses a job whose batch would replace the archive, and leaves the archive alone', async () => {
  const key = `batch/${stem}-part2.zip`;
  await local.env.putExport(zip, key);
  await local.env.send({ exportPath: key });

  await local.env.deliverAll();

  expect(local.env.results()).toMatchObject([{ status: 'failed', code: 'MESSAGE_REFUSED' }]);
  expect((await local.env.output(`${stem}-part2.zip`)).equals(zip)).toBe(true);
});

describe('wrong input sends one failed result, deletes the message, and makes no batches', () => {
  test.each([
    ['an HTML page as archive', Buffer.from('<html>'), {}, 'NOT_AN_ARCHIVE'],
    ['a truncated archive', zip.subarray(0, -100), {}, 'TRUNCATED_ARCHIVE'],
    ['a manifest without rows', exportZip({ images: 2, rows: 0 }), {}, 'MANIFEST_EMPTY'],
    ['missing images', exportZip({ images: 2, rows: 3 }), {}, 'IMAGES_MISSING'],
    ['no archive', undefined, {}, 'ARCHIVE_MISSING'],
    ['another bucket', zip, { s3Bucket: 'somebody-elses' }, 'MESSAGE_REFUSED'],
    ['a key with a ".." segment', zip, { exportPath: 'export/../x.zip' }, 'MESSAGE_REFUSED'],
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
        messageId: deliveries[0]?.record.messageId,
        downloadId: 7,
        file: trigger.file,
        code,
        error: expect.stringMatching(/^[^\n]+$/),
      },
    ]);
    expect(listenerReaction(local.env.bodies('loc-batch-update')[0]!)).toMatchObject({
      kind: 'mails-failure',
    });
    expect(await local.env.outputs()).toEqual([]);
    expect(local.env.bodies('loc-batch-trigger-dlq')).toEqual([]);
    expect(local.metrics()).toEqual({
      [`BiospexBatchCreator/UserFailures:${code}`]: 1,
      'BiospexBatchCreator/ClickToResult': expect.any(Number),
    });
  });

  test('is reported even if the bucket cannot be written', async () => {
    await local.env.putExport(Buffer.from('<html>'));
    injectFault('denied', ({ method }) => method === 'PUT');
    await local.env.send();

    const deliveries = await local.env.deliverAll();

    expect(deliveries.map(({ isReturned }) => isReturned)).toEqual([false]);
    expect(local.env.results()).toMatchObject([{ status: 'failed', code: 'NOT_AN_ARCHIVE' }]);
  });
});

describe('if AWS fails, no result is sent, the message comes back soon, and the next attempt finishes', () => {
  test.each([
    ['throttling, longer than the SDK tries', 'slow-down', isBatch(2), 5, 'WRITE_FAILED', []],
    ['a connection that breaks repeatedly', 'reset', isArchive, 5, 'READ_FAILED', []],
    ['no permission to read the archive', 'denied', isArchive, 1, 'READ_FAILED', []],
    ['no permission to write a batch', 'denied', isBatch(3), 1, 'WRITE_FAILED', []],
    ['a marker that cannot be read', 'denied', isMarker, 1, 'READ_FAILED', []],
    ['an update queue that refuses messages', 'denied', isResult, 1, 'RESULT_UNSENT', [1, 2, 3]],
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
    expect(local.env.log.of('job failed, will retry')).toMatchObject([{ level: 'warn', code, attempts: 1 }]);
    expect(await reason(first)).toEqual({ code, message: expect.any(String) });
    expect(local.metrics()).toMatchObject({
      [`BiospexBatchCreator/Retries:${code}`]: 1,
      'BiospexBatchCreator/JobsSucceeded': 1,
      'BiospexBatchCreator/BatchesReused': outputsBetween.length,
    });
  });

  test('hides the message for the retry delay, not for its visibility timeout', async () => {
    await local.env.stop();
    local.env = await LocalEnvironment.start({ RETRY_DELAY_SECONDS: '7' });
    injectFault('denied', isArchive);
    await local.env.send();

    const { isReturned } = (await local.env.deliver())!;

    expect(isReturned).toBe(true);
    expect(local.env.visibilityChanges()).toEqual([960, 7]);
  });

  test('does not begin if the message cannot be hidden: another delivery may have it', async () => {
    await local.env.putExport(zip);
    injectFault('denied', ({ action }) => action === 'ChangeMessageVisibility');
    await local.env.send();

    expect((await local.env.deliverAll()).map(({ isReturned }) => isReturned)).toEqual([true]);
    expect(local.env.log.of('job failed, will retry')).toMatchObject([{ code: 'QUEUE_UNREACHABLE' }]);
    expect(local.env.bodies('loc-batch-trigger')).toHaveLength(1);
    expect(await local.env.outputs()).toEqual([]);
  });

  test('succeeds even if unfinished uploads cannot be listed', async () => {
    await local.env.putExport(zip);
    injectFault('denied', ({ path }) => path.includes('uploads'));
    await local.env.send();

    expect((await local.env.deliver())?.isReturned).toBe(false);
    await expectAllBatches();
    expectOneSuccess();
  });
});

describe('for an exhausted message the teller sends one failed result, and a dead letter', () => {
  /** Delivers a message until it is exhausted, then to the teller. */
  async function exhaust(): Promise<Delivery | undefined> {
    const deliveries = await local.env.deliverAll();
    expect(deliveries.map(({ isReturned }) => isReturned)).toEqual(Array(maxReceiveCount).fill(true));
    expect(local.env.results()).toEqual([]);
    return local.env.tell();
  }

  test.each([
    ['reading', isArchive, 'READ_FAILED'],
    ['writing batches', isBatch(1), 'WRITE_FAILED'],
    ['writing the report', isReport, 'WRITE_FAILED'],
  ])('with the last known reason: %s', async (_, isMeant, code) => {
    await local.env.putExport(zip);
    injectFault('denied', isMeant);
    await local.env.send();

    const told = await exhaust();

    expect(told?.isReturned).toBe(false);
    const { messageId, body } = told!.record;
    expect(local.env.results()).toEqual([
      expect.objectContaining({ status: 'failed', messageId, code, error: expect.stringMatching(/403/) }),
    ]);
    expect(local.env.bodies('loc-batch-trigger-dlq')).toEqual([body]);
    expect(local.env.attributes('loc-batch-trigger-dlq')).toEqual([{ originalMessageId: messageId, code }]);
    expect(await marker(told)).toMatchObject({ isSent: true });
    expect(local.metrics()).toEqual({
      [`BiospexBatchCreator/Retries:${code}`]: maxReceiveCount,
      [`BiospexBatchCreator/SystemFailures:${code}`]: 1,
      'BiospexBatchCreator/ClickToResult': expect.any(Number),
    });
  });

  test.each([
    ['the bucket can be neither read nor written', ({ action }: WireRequest) => action === ''],
    ['no attempt lived long enough to leave a reason', ({ path }: WireRequest) => path.includes('/reasons/')],
  ])('with FUNCTION_DIED if %s', async (_, isMeant) => {
    injectFault('denied', (request) => isMeant(request) || isArchive(request));
    await local.env.send();

    await exhaust();

    expect(local.env.results()).toMatchObject([{ status: 'failed', code: 'FUNCTION_DIED' }]);
    expect(local.env.bodies('loc-batch-trigger-dlq')).toHaveLength(1);
  });

  test('a second delivery to the teller sends no second result, but a second dead letter', async () => {
    injectFault('denied', isArchive);
    await local.env.send();
    const told = await exhaust();

    expect(await local.env.invokeTeller(told!.record)).toBe(false);

    expect(local.env.results()).toHaveLength(1);
    expect(local.env.bodies('loc-batch-trigger-dlq')).toHaveLength(2);
  });

  test('the teller drops a message whose job succeeded', async () => {
    await local.env.putExport(zip);
    await local.env.send();
    const delivery = await local.env.deliver();

    expect(await local.env.invokeTeller(delivery!.record)).toBe(false);

    expectOneSuccess();
    expect(local.env.bodies('loc-batch-trigger-dlq')).toEqual([]);
  });

  test('the teller sends the success that the last attempt died sending', async () => {
    await local.env.putExport(zip);
    injectFault('denied', isResult);
    await local.env.send();
    await local.env.deliverAll();
    local.env.proxy.fault = () => undefined;

    expect((await local.env.tell())?.isReturned).toBe(false);

    expectOneSuccess();
    expect(local.env.bodies('loc-batch-trigger-dlq')).toEqual([]);
  });

  test('if the update queue is gone, the message goes back, to reach the dead-letter queue without the teller', async () => {
    await local.env.putExport(zip);
    await local.env.send({ updatesQueueUrl: `${local.env.proxy.endpoint}/000000000000/gone` });
    const told = await exhaust();

    expect(told?.isReturned).toBe(true);
    expect(local.env.log.of('the teller failed, will retry')).toMatchObject([{ code: 'RESULT_UNSENT' }]);
    expect(await local.env.outputs()).toEqual([...batchFiles, report]);
  });

  test.each([
    ['no JSON', 'hello\n'],
    ['no reply address', JSON.stringify({ ...trigger, updatesQueueUrl: undefined })],
    ['no usable file name', JSON.stringify({ ...trigger, file: '../x.zip' })],
  ])('an unreadable message gets no result: %s', async (_, body) => {
    await local.env.send(body);

    expect((await exhaust())?.isReturned).toBe(false);

    expect(local.env.results()).toEqual([]);
    expect(local.env.bodies('loc-batch-trigger-dlq')).toEqual([body]);
    expect(local.env.attributes('loc-batch-trigger-dlq')).toMatchObject([{ code: 'UNREADABLE_MESSAGE' }]);
    expect(local.metrics()).toEqual({
      'BiospexBatchCreator/Retries:UNREADABLE_MESSAGE': maxReceiveCount,
      'BiospexBatchCreator/UnreadableMessages': 1,
    });
  });
});

/** A second delivery of a message. Its receipt handle is not the one that was deleted. */
const copyOf = ({ record }: Delivery): SQSRecord => ({ ...record, eventSourceARN: '' });

describe('a redelivered message', () => {
  test('that was answered is deleted without a second result', async () => {
    await local.env.putExport(zip);
    await local.env.send();
    const delivery = await local.env.deliver();

    expect(await local.env.invoke(copyOf(delivery!))).toBe(false);

    expectOneSuccess();
    expect(local.env.log.of('the result of this message was already sent')).toHaveLength(1);
  });

  test('an answered failure is deleted without a second result', async () => {
    await local.env.send();
    const delivery = await local.env.deliver();

    expect(await local.env.invoke(copyOf(delivery!))).toBe(false);

    expect(local.env.results()).toHaveLength(1);
  });

  test('two equal jobs are both answered, and the second reuses the batches of the first', async () => {
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
    expect(local.env.results().map(({ messageId }) => messageId)).toEqual(
      deliveries.map(({ record }) => record.messageId),
    );
  });

  test('two deliveries of one message at the same time send one result', async () => {
    await local.env.stop();
    local.env = await LocalEnvironment.start({ RETRY_DELAY_SECONDS: '1' });
    await local.env.putExport(exportZip({ images: 2, rows: 3 }));
    await local.env.send();
    const again = { ...copyOf((await local.env.deliver())!), messageId: 'twice' };
    await local.env.putExport(zip);

    await Promise.all([local.env.invoke(again), local.env.invoke(again)]);

    expect(local.env.results().filter(({ messageId }) => messageId === 'twice')).toHaveLength(1);
  });

  // SQS and S3 cannot be written in one step. Told twice is better than never: the owner gets a second mail.
  test('known gap: a result is sent again if its marker could not record it', async () => {
    await local.env.putExport(zip);
    injectFault('denied', (request) => isMarker(request) && request.method === 'PUT');
    await local.env.send();
    const delivery = await local.env.deliver();
    local.env.proxy.fault = () => undefined;

    expect(delivery?.isReturned).toBe(false);
    expect(local.env.log.of('the marker cannot be updated: the result may be sent again')).toHaveLength(1);
    await local.env.invoke(copyOf(delivery!));
    await local.env.invoke(copyOf(delivery!));

    expect(local.env.results()).toHaveLength(2);
  });
});
