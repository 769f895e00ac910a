import { describe, expect, test } from '@jest/globals';
import { readBatchRows } from '../../src/index.ts';
import { catchBatchError } from '../helpers/catch-error.ts';
import { planZip, splitZip } from '../helpers/plan-zip.ts';
import { manifestIn } from '../helpers/unpack-zip.ts';
import { exportOf } from '../helpers/zip-of.ts';

const header = 'imageName,note,place\n';
const images = ['a.jpg', 'b.jpg', 'c.jpg'];

/** The notes of all rows, and the rows that are said to have PHP's escapes. */
async function readNotes(rows: readonly string[]): Promise<{ notes: string[]; places: unknown }> {
  const zip = exportOf(header + rows.map((row) => `${row}\n`).join(''), images);
  const plan = await planZip(zip);
  const finding = plan.findings.find(({ code }) => code === 'php-escapes');
  return { notes: readBatchRows(plan, 1, 0, 9).map(({ cells }) => cells[1]!), places: finding?.places };
}

describe("a manifest with PHP's escapes", () => {
  test.each([
    ['a quote and a comma after a backslash', 'a.jpg,"say \\"hi\\", x",here', 'say \\"hi\\", x'],
    ['a doubled and an escaped quote', 'a.jpg,"say ""hi\\", x",here', 'say "hi\\", x'],
    ['an escaped quote at the end', 'a.jpg,"by \\"Bill\\"",here', 'by \\"Bill\\"'],
    ['a line break after an escaped quote', 'a.jpg,"\\"\nx, y",here', '\\"\nx, y'],
  ])('is read as PHP wrote it if only that gives the cells of the header: %s', async (_, row, note) => {
    const { notes, places } = await readNotes(['b.jpg,1,x', '', row, 'c.jpg,2,y']);

    expect(notes).toEqual(['1', note, '2']);
    expect(places).toEqual([{ row: 2, line: 4 }]);
  });

  test.each([
    ['a backslash before the closing quote', 'a.jpg,"C:\\dir\\",here', 'C:\\dir\\'],
    ['escaped quotes that end no cell', 'a.jpg,"by \\"Bill\\" G.",here', 'by \\"Bill\\" G.'],
  ])('is read as Papa Parse reads it if that gives the cells of the header: %s', async (_, row, note) => {
    expect(await readNotes([row, 'b.jpg,"2",y'])).toEqual({ notes: [note, '2'], places: undefined });
  });

  test('is refused if neither reading fits', async () => {
    const error = await catchBatchError(
      planZip(exportOf(`${header}a.jpg,"\\", x",here,there\nb.jpg,1,2\n`, images)),
    );

    expect(error).toMatchObject({
      code: 'MANIFEST_RAGGED',
      details: { places: [{ row: 1 }], count: 1, columnCount: 3 },
    });
  });

  test('keeps its bytes in the batches', async () => {
    const rows = ['a.jpg,"say \\"hi\\", x",here\n', 'b.jpg,"\\"\nx, y",here\n'];
    const zip = exportOf(header + rows.join(''), images);

    const batches = await splitZip(zip, { batchSize: 1 });

    const manifests = await Promise.all(batches.map(manifestIn));
    expect(manifests.map(String)).toEqual(rows.map((row) => header + row));
  });
});
