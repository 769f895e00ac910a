import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { batchesOf, planZip } from '../helpers/plan-zip.ts';
import { unpackZip } from '../helpers/unpack-zip.ts';
import { exportOf } from '../helpers/zip-of.ts';
import { MemorySource } from '../../src/memory/memory-source.ts';

const header = 'n,imageName\r\n';
/** Some lie in a folder, and need another local header in a batch. */
const entryNames = Array.from({ length: 16 }, (_, i) => `${i % 5 === 0 ? 'folder/' : ''}${i}.jpg`);
const exports = fc.record({
  /** The image of each row, by number. */
  rowImages: fc.array(fc.nat(15), { minLength: 1, maxLength: 40 }),
  batchSize: fc.integer({ min: 1, max: 42 }),
});

describe('planArchive', () => {
  test('deals every row to one batch, in order, each batch full but the last, with just the images of its rows', async () => {
    await fc.assert(
      fc.asyncProperty(exports, async ({ rowImages, batchSize }) => {
        const rows = rowImages.map((image, i) => `${i},${image}.jpg\r\n`);
        const zip = exportOf(header + rows.join(''), entryNames);

        const plan = await planZip(zip, { batchSize });
        const batches = await batchesOf(plan, new MemorySource(zip));

        const dealt: string[] = [];
        for (const [i, { images, bytes, rows: count }] of plan.batches.entries()) {
          const expected = rows.slice(i * batchSize, (i + 1) * batchSize);
          const names = new Set(
            rowImages.slice(i * batchSize, (i + 1) * batchSize).map((image) => `${image}.jpg`),
          );
          const contents = await unpackZip(batches[i]!);
          expect([...contents.keys()]).toEqual(['manifest.csv', ...names]);
          expect(contents.get('manifest.csv')!.toString()).toBe(header + expected.join(''));
          for (const name of names)
            expect(contents.get(name)!.toString()).toMatch(new RegExp(`^image (?:folder/)?${name}$`));
          expect({ images, bytes, count }).toEqual({
            images: names.size,
            bytes: batches[i]!.length,
            count: expected.length,
          });
          dealt.push(...expected);
        }
        expect(dealt).toEqual(rows);
      }),
    );
  });
});
