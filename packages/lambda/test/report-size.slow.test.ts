import { expect, test } from '@jest/globals';
import { buildZip } from '../../core/test/helpers/build-zip.ts';
import { exportEntries, makeExport } from '../../core/test/helpers/export-fixture.ts';
import { useLocalEnvironment } from './helpers/use-local-environment.ts';

const local = useLocalEnvironment();

test('names as long as ZIP allows do not make a report that cannot be read again, and a second result', async () => {
  const { files } = makeExport({ images: 2 });
  const unlisted = Array.from({ length: 20 }, (_, i) => ({
    name: `${i}-${'標'.repeat(20_000)}.jpg`,
    bytes: Buffer.from('x'),
  }));
  await local.env.putExport(buildZip(exportEntries([...unlisted, ...files])));
  await local.env.send();
  const delivery = await local.env.deliver();

  expect(await local.env.invoke(delivery!.record)).toBe(false);

  expect(local.env.results()).toMatchObject([{ status: 'success' }]);
  const [finding] = (await local.env.report()).findings!;
  expect(finding).toMatchObject({ code: 'image-unlisted', count: 20 });
  expect(finding?.names?.[0]).toMatch(/^0-標{298}…$/);
});
