import { describe, expect, test } from '@jest/globals';
import { MAX_ROW_BYTES } from '../../src/limits.ts';
import { RowReader } from '../../src/manifest/row-reader.ts';
import { catchBatchError } from '../helpers/catch-error.ts';
import { planZip } from '../helpers/plan-zip.ts';
import { exportOf } from '../helpers/zip-of.ts';

const header = 'imageName,note\n';

describe('a quote that never closes', () => {
  test.each([
    ['in the last cell', `${header}a.jpg,1\nb.jpg,"2`, 2],
    ['in the last row, at its very end', `${header}a.jpg,1\nb.jpg,"`, 2],
    ['in the middle, so that it swallows all rows after it', `${header}a.jpg,"1\nb.jpg,2\nc.jpg,3\n`, 1],
    ['in the header', '"imageName,note\na.jpg,1\n', 0],
  ])('is refused %s, with the row that it is in', async (_, manifest, row) => {
    const error = await catchBatchError(planZip(exportOf(manifest, ['a.jpg', 'b.jpg', 'c.jpg'])));

    expect(error).toMatchObject({
      code: 'MANIFEST_UNCLOSED_QUOTE',
      message: `${row === 0 ? 'the manifest header' : `manifest row ${row} (line ${row + 1})`} has a quote that never closes, or is longer than 16777216 bytes`,
      details: { row },
    });
  });

  test('reports ragged rows if another quote closes it', async () => {
    const manifest = `${header}a.jpg,"1\nb.jpg,2",3\n`;

    const error = await catchBatchError(planZip(exportOf(manifest, ['a.jpg', 'b.jpg'])));

    expect(error.code).toBe('MANIFEST_RAGGED');
  });

  test('is not assumed of a row of 16 MiB, but of one byte more', () => {
    expect(rowLengths(rowOf(MAX_ROW_BYTES))).toEqual([2, MAX_ROW_BYTES, 2]);
    expect(() => rowLengths(rowOf(MAX_ROW_BYTES + 1))).toThrow(
      'manifest row 1 (line 2) has a quote that never closes',
    );
  });

  test('is found out after no more bytes than a row may have', () => {
    const bytes = Buffer.alloc(3 * MAX_ROW_BYTES, 'x');
    bytes.write('a\n"');

    expect(() => rowLengths(bytes)).toThrow('manifest row 1 (line 2) has a quote that never closes');
  });
});

/** A row of so many bytes between two short ones. */
function rowOf(length: number): Buffer {
  const bytes = Buffer.alloc(length + 4, 'x');
  bytes.write('h\n"');
  bytes.write('"\ny\n', length);
  return bytes;
}

function rowLengths(bytes: Uint8Array): number[] {
  const lengths: number[] = [];
  const reader = new RowReader({ onRow: ({ start, end }) => lengths.push(end - start) });
  reader.push(bytes);
  reader.finish();
  return lengths;
}
