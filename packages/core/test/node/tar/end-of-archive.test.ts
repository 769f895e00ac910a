import { describe, expect, test } from '@jest/globals';
import { planArchive } from '../../../src/index.ts';
import { buildTar, layOutTar, type TarEntryOptions } from '../../helpers/build-tar.ts';
import { catchBatchError } from '../../helpers/catch-error.ts';
import { openInMemory, splitTar } from '../../helpers/split-tar.ts';

const zeros = Buffer.alloc(1536);
const entries: TarEntryOptions[] = [
  { name: 'a.jpg', data: 'a'.repeat(700) },
  { name: 'zeros.jpg', data: zeros },
  { name: 'manifest.csv', data: 'imageName\na.jpg\nzeros.jpg\n' },
];
/** The last thing before the end: what the end is to be told from. */
const lastEntries: readonly [what: string, entry: TarEntryOptions][] = [
  ['a text', { name: 'last.txt', data: 'x' }],
  ['a file of zeros', { name: 'last.jpg', data: zeros }],
  ['an empty file', { name: 'last.txt' }],
  ['a folder', { name: 'last/', type: '5' }],
  ['a link', { name: 'last', type: '2', linkName: 'a.jpg' }],
];
const moreZeros = Array.from({ length: 5 }, (_, blocks) => blocks * 512);

describe.each(lastEntries)('the end of a TAR archive behind %s', (_, last) => {
  const { bytes, endOffset } = layOutTar([...entries, last]);
  const chunkSizes = Array.from({ length: bytes.length / 512 + 1 }, (_unused, i) => (i + 1) * 512);

  test('is found wherever its chunks end', async () => {
    for (const chunkBytes of chunkSizes)
      for (const more of moreZeros) {
        const archive = Buffer.concat([bytes, Buffer.alloc(more)]);

        const { plan } = await splitTar(archive, { reading: { chunkBytes, ahead: 0 } });

        expect(plan.images).toBe(2);
      }
  });

  test('has nothing behind it, wherever its chunks end: CORRUPT_TAR', async () => {
    for (const chunkBytes of chunkSizes)
      for (const more of moreZeros) {
        const archive = Buffer.concat([bytes, Buffer.alloc(more), Buffer.from('x')]);

        const error = await catchBatchError(splitTar(archive, { reading: { chunkBytes, ahead: 0 } }));

        expect([chunkBytes, more, error.code]).toEqual([chunkBytes, more, 'CORRUPT_TAR']);
      }
  });

  test('is two zero blocks, wherever its chunks end: TRUNCATED_ARCHIVE', async () => {
    for (const chunkBytes of chunkSizes)
      for (const blocks of [0, 1, 1.5]) {
        const archive = bytes.subarray(0, endOffset + blocks * 512);

        const error = await catchBatchError(splitTar(archive, { reading: { chunkBytes, ahead: 0 } }));

        expect([chunkBytes, blocks, error.code]).toEqual([chunkBytes, blocks, 'TRUNCATED_ARCHIVE']);
      }
  });
});

test('a TAR archive may hold more files than a ZIP archive without ZIP64', async () => {
  const others = Array.from({ length: 65_600 }, (_, i) => ({ name: `${i}.jpg` }));
  const named = { name: 'named.jpg', data: 'image' };
  const manifest = { name: 'manifest.csv', data: 'imageName\n65535.jpg\nnamed.jpg\n' };

  const opened = await openInMemory(buildTar([...others, named, manifest]));
  const plan = await planArchive(opened.source, { stem: 'export' });
  const endRecord = Buffer.alloc(22);
  await opened.source.read(endRecord, opened.source.size - endRecord.length);

  expect(plan).toMatchObject({ rows: 2, images: 2 });
  // 10 - entries: look into the ZIP64 end record
  expect(endRecord.readUInt16LE(10)).toBe(0xffff);
  await opened.close();
});
