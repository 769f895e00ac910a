import { expect, test } from '@jest/globals';
import { trigger } from './helpers/trigger.ts';
import { exportZip, useLocalEnvironment } from './helpers/use-local-environment.ts';

const stem = trigger.file.replace('.zip', '');
const part = (n: number): string => `${stem}-part${n}.zip`;

const local = useLocalEnvironment();

test('aborts old uploads of the export, but neither recent ones nor those of other exports', async () => {
  await local.env.putExport(exportZip({ images: 20, imageBytes: 265_000 }));
  await local.env.leaveUploadOpen(part(1));
  await local.env.leaveUploadOpen('another-export-part1.zip');
  local.env.proxy.uploads.ageBy(16 * 60_000);
  await local.env.leaveUploadOpen(part(2));
  await local.env.send({ batchSize: 20 });

  await local.env.deliver();

  expect(local.env.results()).toMatchObject([{ status: 'success' }]);
  expect(local.env.openUploads()).toEqual(['another-export-part1.zip', part(2)]);
});
