import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { buildZip } from '../../core/test/helpers/build-zip.ts';
import { exportEntries, makeExport } from '../../core/test/helpers/export-fixture.ts';
import { LocalEnvironment } from './helpers/local-environment.ts';
import { listenToMetrics } from './helpers/metrics.ts';

let env: LocalEnvironment;

beforeEach(async () => {
  listenToMetrics();
  env = await LocalEnvironment.start();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await env.stop();
});

test('two equal jobs at the same time do no harm to each other: both are answered, nothing is left open', async () => {
  const { files } = makeExport({ images: 42, imageBytes: 250_000 });
  await env.putExport(buildZip(exportEntries(files)));
  await env.send({ batchSize: 21 });
  await env.send({ batchSize: 21 });

  await Promise.all([env.deliver(), env.deliver()]);
  // One may have aborted the other's uploads, which it takes for those of a crashed attempt.
  await env.deliverAll();

  expect(env.results()).toMatchObject([{ status: 'success' }, { status: 'success' }]);
  expect(env.results()[0]!['batchFiles']).toEqual(env.results()[1]!['batchFiles']);
  expect(env.bodies('loc-batch-trigger')).toEqual([]);
  expect(env.bodies('loc-batch-trigger-dlq')).toEqual([]);
  expect(env.openUploads()).toEqual([]);
});
