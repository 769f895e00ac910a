import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { buildZip } from '../../core/test/helpers/build-zip.ts';
import { exportEntries, makeExport } from '../../core/test/helpers/export-fixture.ts';
import { LocalEnvironment } from './helpers/local-environment.ts';
import { listenToMetrics } from './helpers/metrics.ts';
import { trigger } from './helpers/trigger.ts';

const stem = trigger.file.replace('.zip', '');
const part = (n: number): string => `${stem}-part${n}.zip`;
const report = `${stem}-report.json`;

let env: LocalEnvironment;
let metrics: () => Record<string, number>;

beforeEach(async () => {
  metrics = listenToMetrics();
  env = await LocalEnvironment.start({ STOP_RESERVE_MS: '60000' });
});
afterEach(async () => {
  jest.restoreAllMocks();
  await env.stop();
});

test('a job that runs out of time stops in order, keeps what is finished, and the retry does the rest', async () => {
  // Two batches that S3 copies in parts, and a small one.
  const { files } = makeExport({ images: 42, imageBytes: 265_000 });
  await env.putExport(buildZip(exportEntries(files)));
  await env.send({ batchSize: 20 });
  // A part of the second batch is never answered.
  env.proxy.fault = ({ method, path }) =>
    method === 'PUT' && path.includes(part(2)) && path.includes('uploadId=') ? 'hang' : undefined;
  env.remainingMs = 63_000;

  const first = await env.deliver();

  expect(first?.isReturned).toBe(true);
  expect(env.log.of('job failed for now')).toMatchObject([{ code: 'OUT_OF_TIME' }]);
  expect(env.results()).toEqual([]);
  expect(await env.outputs()).toEqual([part(1), part(3)]);
  expect(env.openUploads()).toEqual([]);

  env.proxy.fault = () => undefined;
  env.remainingMs = 900_000;
  const second = await env.deliver();

  expect(second?.isReturned).toBe(false);
  expect(env.results()).toMatchObject([{ status: 'success', batchFiles: [part(1), part(2), part(3)] }]);
  expect(await env.outputs()).toEqual([part(1), part(2), part(3), report]);
  expect(env.openUploads()).toEqual([]);
  expect(metrics()).toMatchObject({
    'BiospexBatchCreator/Retries': 1,
    'BiospexBatchCreator/BatchesReused': 2,
  });
});

test('a job that has no time at all begins nothing', async () => {
  await env.putExport(buildZip(exportEntries(makeExport({ images: 4 }).files)));
  await env.send();
  env.remainingMs = 1000;

  expect((await env.deliver())?.isReturned).toBe(true);

  expect(env.log.of('job failed for now')).toMatchObject([{ code: 'OUT_OF_TIME' }]);
  expect(await env.outputs()).toEqual([]);
  expect(env.visibilityChanges()).toEqual([0]);
});

test('uploads that a killed attempt left open are aborted by the next one', async () => {
  const { files } = makeExport({ images: 20, imageBytes: 265_000 });
  await env.putExport(buildZip(exportEntries(files)));
  await env.leaveUploadOpen(part(1));
  await env.leaveUploadOpen('another-export-part1.zip');
  await env.send({ batchSize: 20 });

  await env.deliver();

  expect(env.results()).toMatchObject([{ status: 'success' }]);
  expect(env.openUploads()).toEqual(['another-export-part1.zip']);
});
