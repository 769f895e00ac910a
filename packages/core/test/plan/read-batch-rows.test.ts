import { inflateRawSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { locateEntry, MemorySource, readBatchRows } from '../../src/index.ts';
import { buildZip } from '../helpers/build-zip.ts';
import { exportEntries, makeExport } from '../helpers/export-fixture.ts';
import { planZip } from '../helpers/plan-zip.ts';
import { exportOf } from '../helpers/zip-of.ts';

const manifest = [
  '\ufeffsubjectId, imageName ,note\r\n',
  '1,a.jpg,"two\nlines, a ""quote"""\r\n',
  '\r\n',
  '2,gone.jpg,\r\n',
  '3,B.JPG,"=1+1"\r\n',
  '4,c.jpg,é',
].join('');
const zip = exportOf(manifest, ['a.jpg', 'b.jpg', 'c.jpg']);

describe('readBatchRows', () => {
  test('gives the cells of rows as they are read, with their numbers and images', async () => {
    const plan = await planZip(zip, { missingImages: 'skip' });

    expect(plan.columns).toEqual(['subjectId', 'imageName', 'note']);
    expect(readBatchRows(plan, 1, 0, 10)).toMatchObject([
      { number: 1, cells: ['1', 'a.jpg', 'two\nlines, a "quote"'], image: 'a.jpg', imageBytes: 11 },
      { number: 3, cells: ['3', 'B.JPG', '=1+1'], image: 'B.JPG', imageBytes: 11 },
      { number: 4, cells: ['4', 'c.jpg', 'é'], image: 'c.jpg', imageBytes: 11 },
    ]);
  });

  test.each([
    [1, 0, 1, [1]],
    [1, 1, 2, [3]],
    [1, 0, 2, [1, 3]],
    [1, 1, 9, [3]],
    [1, 2, 9, []],
    [1, -5, 1, [1]],
    [2, 0, 9, [4]],
  ])('gives the rows of batch %d from %d to before %d: %j', async (number, from, to, expected) => {
    const plan = await planZip(zip, { missingImages: 'skip', batchSize: 2 });

    expect(readBatchRows(plan, number, from, to).map((row) => row.number)).toEqual(expected);
  });

  test('shows a cell that is not UTF-8 with one character per byte', async () => {
    const bytes = Buffer.concat([
      Buffer.from('imageName,note\na.jpg,caf'),
      Buffer.of(0xe9),
      Buffer.from('\n'),
    ]);
    const plan = await planZip(exportOf(bytes, ['a.jpg']));

    expect(readBatchRows(plan, 1, 0, 1)[0]?.cells).toEqual(['a.jpg', 'café']);
  });

  test('refuses a batch that does not exist, and a plan without its manifest', async () => {
    const plan = await planZip(zip, { missingImages: 'skip' });
    const dry = await planZip(zip, { missingImages: 'skip', dryRun: true });

    expect(() => readBatchRows(plan, 2, 0, 1)).toThrow(new RangeError('batch number must be 1 to 1, got 2'));
    expect(() => readBatchRows(dry, 1, 0, 1)).toThrow(TypeError);
  });
});

describe('locateEntry', () => {
  test.each([
    ['stored', 0],
    ['deflated', 8],
  ])('finds the bytes of every image that is %s', async (_, method) => {
    const { files } = makeExport({ images: 7, order: 'shuffled' });
    const packed = buildZip(exportEntries(files, { image: { method } }));
    const plan = await planZip(packed, { batchSize: 3 });

    for (const number of [1, 2, 3]) {
      for (const { image, entry, imageBytes } of readBatchRows(plan, number, 0, 3)) {
        const { start, end, isDeflated } = await locateEntry(plan, new MemorySource(packed), entry);
        const raw = packed.subarray(start, end);
        const bytes = isDeflated ? inflateRawSync(raw) : raw;

        expect(isDeflated).toBe(method === 8);
        expect(bytes.length).toBe(imageBytes);
        expect(bytes.equals(files.find(({ name }) => name === image)!.bytes)).toBe(true);
      }
    }
  });

  test('rejects as planning does if the archive can no longer be read', async () => {
    const plan = await planZip(zip, { missingImages: 'skip' });
    const gone = { size: zip.length, read: () => Promise.reject(new Error('NotReadableError')) };

    await expect(locateEntry(plan, gone, 0)).rejects.toMatchObject({ code: 'READ_FAILED' });
  });
});
