import { describe, expect, test } from '@jest/globals';
import { checkImages, MemorySource, planArchive, resizeBatches } from '../../src/index.ts';
import { buildZip } from '../helpers/build-zip.ts';
import { batchesOf, manifestOf } from '../helpers/plan-zip.ts';
import { probe } from '../helpers/source-probes.ts';

const names = Array.from({ length: 9 }, (_, i) => `${i}.jpg`);
const manifest = { name: 'manifest.csv', data: Buffer.from(manifestOf(names)) };
const sampled = { stem: 'x', batchSize: 3, localHeaders: 'sampled' } as const;

/** An archive whose image number 5 has another local header than the directory says. */
function archiveWith(local: { crc32?: number; flags?: number }): MemorySource {
  const images = names.map((name, i) => ({
    name,
    data: Buffer.alloc(20_000, i),
    ...(i === 5 ? { local } : {}),
  }));
  return new MemorySource(buildZip([...images, manifest]));
}

describe('checkImages', () => {
  test('finds what a sample passed over', async () => {
    const damaged = archiveWith({ crc32: 1 });
    const plan = await planArchive(damaged, sampled);

    await expect(checkImages(plan, damaged)).rejects.toMatchObject({ code: 'CORRUPT_ENTRY' });
  });

  test.each([
    ['before', 0, 5, false],
    ['at', 5, 6, true],
    ['behind', 6, 9, false],
    ['around', 3, 6, true],
  ])('looks at the rows it is told, and no others: %s the damaged one', async (_, from, to, isFound) => {
    const damaged = archiveWith({ crc32: 1 });
    const plan = await planArchive(damaged, sampled);

    const outcome = checkImages(plan, damaged, { from, to }).then(
      () => false,
      () => true,
    );

    expect(await outcome).toBe(isFound);
  });

  test('gives the plan and the bytes that checking all of them in the first place gives', async () => {
    // The name is UTF-8 by its local header alone: such a header is written anew.
    const source = archiveWith({ flags: 0x0800 });
    const expected = await planArchive(source, { ...sampled, localHeaders: 'all' });
    const plan = await planArchive(source, sampled);

    const checked = await checkImages(plan, source);

    expect(plan.contents.dataStarts.size).toBe(0);
    expect(checked.contents.dataStarts).toEqual(expected.contents.dataStarts);
    expect(checked.contents.dataStarts.size).toBe(1);
    expect(checked.batches).toEqual(expected.batches);
    const bytes = await batchesOf(resizeBatches(checked, 3), source);
    expect(bytes.map((batch) => batch.length)).toEqual(expected.batches.map((batch) => batch.bytes));
    expect(Buffer.concat(bytes).equals(Buffer.concat(await batchesOf(expected, source)))).toBe(true);
  });

  test('gives the plan itself where there is nothing to change', async () => {
    const source = archiveWith({});
    const plan = await planArchive(source, sampled);

    expect(await checkImages(plan, source)).toBe(plan);
  });

  test('reads nothing once it is aborted', async () => {
    const source = probe(archiveWith({}));
    const plan = await planArchive(source, sampled);
    const reads = source.reads.length;
    const reason = new Error('enough');

    await expect(checkImages(plan, source, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(source.reads).toHaveLength(reads);
  });
});
