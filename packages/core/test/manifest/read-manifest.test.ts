import { crc32 } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { MAX_MANIFEST_BYTES } from '../../src/limits.ts';
import { buildZip } from '../helpers/build-zip.ts';
import { catchBatchError } from '../helpers/catch-error.ts';
import { planZip } from '../helpers/plan-zip.ts';
import { exportOf } from '../helpers/zip-of.ts';

const manifest = 'imageName,note\na.jpg,1\n';
const utf16 = Buffer.from(manifest, 'utf16le');
const utf16BigEndian = Buffer.from(utf16).swap16();
const ragged = (count: number, row: string): string => `imageName,note\n${`${row}\n`.repeat(count)}a.jpg,1\n`;
const firstRows = Array.from({ length: 5 }, (_, i) => `row ${i + 1} (line ${i + 2}) has 1`).join(', ');

const refused: readonly [string, string | Uint8Array, string, string][] = [
  ['that is empty', '', 'MANIFEST_EMPTY', 'manifest "manifest.csv" is empty'],
  ['with only a byte order mark', '\ufeff', 'MANIFEST_EMPTY', 'manifest "manifest.csv" is empty'],
  ['of blank lines', '\n\r\n\n', 'MANIFEST_EMPTY', 'manifest "manifest.csv" is empty'],
  ['with only a header', 'imageName', 'MANIFEST_EMPTY', 'manifest "manifest.csv" has a header but no rows'],
  [
    'with blank lines below its header',
    'imageName\n\n\r\n',
    'MANIFEST_EMPTY',
    'manifest "manifest.csv" has a header but no rows',
  ],
  [
    'without an image column',
    'image,"name"\nx,y\n',
    'MANIFEST_NO_IMAGE_COLUMN',
    'manifest "manifest.csv" has no imageName column; its columns are "image", "name"',
  ],
  [
    'with more than 20 columns and none for images',
    `${Array.from({ length: 22 }, (_, i) => `c${i}`).join(',')}\n`,
    'MANIFEST_NO_IMAGE_COLUMN',
    `manifest "manifest.csv" has no imageName column; its columns are ${Array.from({ length: 20 }, (_, i) => `"c${i}"`).join(', ')} and 2 more`,
  ],
  [
    'separated by semicolons, with quotes and commas inside',
    '"subjectId";"ImageName";"a, b"\n"1";"a.jpg";"1,5"\n',
    'MANIFEST_NO_IMAGE_COLUMN',
    'manifest "manifest.csv" has no imageName column: its columns seem to be separated by semicolons, not commas',
  ],
  [
    'separated by tabs',
    'subjectId\timageName\n1\ta.jpg\n',
    'MANIFEST_NO_IMAGE_COLUMN',
    'manifest "manifest.csv" has no imageName column: its columns seem to be separated by tabs, not commas',
  ],
  [
    'with two image columns',
    'imageName,note,ImageName\na.jpg,1,b.jpg\n',
    'MANIFEST_TWO_IMAGE_COLUMNS',
    'manifest "manifest.csv" has 2 imageName columns',
  ],
  [
    'with a row that is too short',
    ragged(1, 'a.jpg'),
    'MANIFEST_RAGGED',
    '1 manifest row does not have the 2 cells of the header: row 1 (line 2) has 1',
  ],
  [
    'with a row that is too long',
    `${manifest}a.jpg,2,3\n`,
    'MANIFEST_RAGGED',
    '1 manifest row does not have the 2 cells of the header: row 2 (line 3) has 3',
  ],
  [
    'with 25 ragged rows',
    ragged(25, 'a.jpg'),
    'MANIFEST_RAGGED',
    `25 manifest rows do not have the 2 cells of the header: ${firstRows} and 20 more`,
  ],
  [
    'in UTF-16 with a mark',
    Buffer.concat([Buffer.of(0xff, 0xfe), utf16]),
    'MANIFEST_ENCODING',
    'in UTF-16, not UTF-8',
  ],
  [
    'in big-endian UTF-16 with a mark',
    Buffer.concat([Buffer.of(0xfe, 0xff), utf16BigEndian]),
    'MANIFEST_ENCODING',
    'in UTF-16, not UTF-8',
  ],
  ['in UTF-16', utf16, 'MANIFEST_ENCODING', 'binary or in UTF-16, not text in UTF-8'],
  ['in big-endian UTF-16', utf16BigEndian, 'MANIFEST_ENCODING', 'binary or in UTF-16, not text in UTF-8'],
  ['with a NUL byte', `${manifest}a.jpg,\0\n`, 'MANIFEST_ENCODING', 'binary or in UTF-16, not text in UTF-8'],
];

describe('readManifest', () => {
  test.each(refused)('refuses a manifest %s', async (_, bytes, code, message) => {
    const error = await catchBatchError(planZip(exportOf(bytes, ['a.jpg', 'b.jpg'])));

    const whole = `manifest "manifest.csv" is ${message}`;
    expect(error).toMatchObject({
      name: 'InputError',
      code,
      message: code === 'MANIFEST_ENCODING' ? whole : message,
    });
  });

  test('gives programs the first 20 ragged rows, their count and the number of cells they should have', async () => {
    const error = await catchBatchError(planZip(exportOf(ragged(25, 'a.jpg'), ['a.jpg'])));

    expect(error.details).toEqual({
      places: Array.from({ length: 20 }, (_, i) => ({ row: i + 1, line: i + 2, cells: 1 })),
      count: 25,
      columnCount: 2,
    });
  });

  test('prefers to report ragged rows, because their cells are unreliable', async () => {
    const error = await catchBatchError(
      planZip(exportOf('imageName,note\nmissing.jpg,1\na.jpg\n', ['a.jpg'])),
    );

    expect(error.code).toBe('MANIFEST_RAGGED');
  });

  test.each([
    [MAX_MANIFEST_BYTES - 1, 'MANIFEST_CORRUPT'],
    [MAX_MANIFEST_BYTES, 'MANIFEST_CORRUPT'],
    [MAX_MANIFEST_BYTES + 1, 'MANIFEST_TOO_LARGE'],
  ])('looks at a manifest said to have %d bytes and finds %s', async (uncompressedSize, code) => {
    const zip = buildZip([
      {
        name: 'manifest.csv',
        data: manifest,
        method: 8,
        local: { uncompressedSize },
        central: { uncompressedSize },
      },
      { name: 'a.jpg', data: 'A' },
    ]);

    const error = await catchBatchError(planZip(zip));

    expect(error.code).toBe(code);
  });

  test.each([
    ['is damaged, whatever may seem wrong with its rows', 1, 'MANIFEST_CORRUPT'],
    ['has no image column when it is not damaged', 0, 'MANIFEST_NO_IMAGE_COLUMN'],
  ])('says of a manifest of several megabytes that it %s', async (_, damage, code) => {
    const data = Buffer.alloc(3_000_000, 'note\n');
    const wrongCrc = { crc32: (crc32(data) ^ damage) >>> 0 };
    const zip = buildZip([{ name: 'manifest.csv', data, method: 8, local: wrongCrc, central: wrongCrc }]);

    const error = await catchBatchError(planZip(zip));

    expect(error.code).toBe(code);
  });

  test('stops between two pieces when it is aborted, though it need not read any more to unpack them', async () => {
    const rows = 'a.jpg,1\n'.repeat(500_000);
    const data = `imageName,note\n${rows}`;
    const zip = buildZip([{ name: 'a.jpg' }, { name: 'manifest.csv', data, method: 8 }]);
    const controller = new AbortController();
    const { report, done } = watchManifest();
    const progress = {
      report: (phase: string, count: number): void => {
        report(phase, count);
        if (phase === 'manifest') controller.abort(new Error('enough'));
      },
    };

    await expect(planZip(zip, { progress, signal: controller.signal })).rejects.toThrow('enough');
    expect(done).toHaveLength(1);
  });

  test('reads a manifest of more rows than its first tables of positions hold', async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `a.jpg,${i}\n`);

    const plan = await planZip(exportOf(`imageName,note\n${rows.join('')}`, ['a.jpg']), { batchSize: 4999 });

    expect(plan.batches.map((batch) => batch.rows)).toEqual([4999, 1]);
  });
});

function watchManifest(): { report: (phase: string, done: number) => void; done: number[] } {
  const done: number[] = [];
  const report = (phase: string, count: number): void => {
    if (phase === 'manifest') done.push(count);
  };
  return { report, done };
}
