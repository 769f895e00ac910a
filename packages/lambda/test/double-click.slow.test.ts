import { expect, test } from '@jest/globals';
import { exportZip, useLocalEnvironment } from './helpers/use-local-environment.ts';

const local = useLocalEnvironment();

test('answers both of two equal jobs that run at the same time, and leaves no upload open', async () => {
  await local.env.putExport(exportZip({ images: 42, imageBytes: 250_000 }));
  await local.env.send({ batchSize: 21 });
  await local.env.send({ batchSize: 21 });

  await Promise.all([local.env.deliver(), local.env.deliver()]);
  // One may have taken the other's uploads for those of a crashed attempt, and aborted them.
  await local.env.deliverAll();

  expect(local.env.results()).toMatchObject([{ status: 'success' }, { status: 'success' }]);
  expect(local.env.results()[0]!['batchFiles']).toEqual(local.env.results()[1]!['batchFiles']);
  expect(local.env.bodies('loc-batch-trigger')).toEqual([]);
  expect(local.env.bodies('loc-batch-trigger-dlq')).toEqual([]);
  expect(local.env.openUploads()).toEqual([]);
});
