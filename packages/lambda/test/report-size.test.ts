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

test('names as long as ZIP allows do not make a report that cannot be read again, and a second result', async () => {
  const { files } = makeExport({ images: 2 });
  const unlisted = Array.from({ length: 20 }, (_, i) => ({
    name: `${i}-${'標'.repeat(20_000)}.jpg`,
    bytes: Buffer.from('x'),
  }));
  await env.putExport(buildZip(exportEntries([...unlisted, ...files])));
  await env.send();
  const delivery = await env.deliver();

  expect(await env.invoke(delivery!.record)).toBe(false);

  expect(env.results()).toMatchObject([{ status: 'success' }]);
  const [finding] = (await env.report()).findings!;
  expect(finding).toMatchObject({ code: 'image-unlisted', count: 20 });
  expect(finding?.names?.[0]).toMatch(/^0-標{298}…$/);
});
