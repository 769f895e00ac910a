import { expect, test } from '@jest/globals';
import { buildZip } from '../../core/test/helpers/build-zip.ts';
import { exportEntries, makeExport } from '../../core/test/helpers/export-fixture.ts';
import { trigger } from './helpers/trigger.ts';
import { exportZip, useLocalEnvironment } from './helpers/use-local-environment.ts';

const stem = trigger.file.replace('.zip', '');
const part = (n: number): string => `${stem}-part${n}.zip`;
const report = `${stem}-report.json`;

const local = useLocalEnvironment({ STOP_RESERVE_MS: '60000' });

test('a job that runs out of time stops in order, keeps what is finished, and the retry does the rest', async () => {
  // Two batches that S3 copies in parts, and a small one.
  await local.env.putExport(exportZip({ images: 42, imageBytes: 265_000 }));
  await local.env.send({ batchSize: 20 });
  // A part of the second batch is never answered.
  local.env.proxy.fault = ({ method, path }) =>
    method === 'PUT' && path.includes(part(2)) && path.includes('uploadId=') ? 'hang' : undefined;
  local.env.remainingMs = 66_000;

  const first = await local.env.deliver();

  expect(first?.isReturned).toBe(true);
  expect(local.env.log.of('job failed for now')).toMatchObject([{ code: 'OUT_OF_TIME' }]);
  expect(local.env.results()).toEqual([]);
  expect(await local.env.outputs()).toEqual([part(1), part(3)]);
  expect(local.env.openUploads()).toEqual([]);

  local.env.proxy.fault = () => undefined;
  local.env.remainingMs = 900_000;
  const second = await local.env.deliver();

  expect(second?.isReturned).toBe(false);
  expect(local.env.results()).toMatchObject([{ status: 'success', batchFiles: [part(1), part(2), part(3)] }]);
  expect(await local.env.outputs()).toEqual([part(1), part(2), part(3), report]);
  expect(local.env.openUploads()).toEqual([]);
  expect(local.metrics()).toMatchObject({
    'BiospexBatchCreator/Retries': 1,
    'BiospexBatchCreator/BatchesReused': 2,
  });
});

test('a job that has no time at all begins nothing', async () => {
  await local.env.putExport(buildZip(exportEntries(makeExport({ images: 4 }).files)));
  await local.env.send();
  local.env.remainingMs = 1000;

  expect((await local.env.deliver())?.isReturned).toBe(true);

  expect(local.env.log.of('job failed for now')).toMatchObject([{ code: 'OUT_OF_TIME' }]);
  expect(await local.env.outputs()).toEqual([]);
  expect(local.env.visibilityChanges()).toEqual([0]);
});

test('uploads that are younger than a function can be are left alone: a living job may own them', async () => {
  await local.env.putExport(exportZip({ images: 20, imageBytes: 265_000 }));
  await local.env.leaveUploadOpen(part(1));
  await local.env.leaveUploadOpen('another-export-part1.zip');
  await local.env.send({ batchSize: 20 });

  await local.env.deliver();

  expect(local.env.results()).toMatchObject([{ status: 'success' }]);
  expect(local.env.openUploads()).toEqual([part(1), 'another-export-part1.zip']);
});
