import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import Papa from 'papaparse';
import { RowReader } from '../../src/manifest/row-reader.ts';

/** A row as the reader finds it: one character a byte. */
interface FoundRow {
  readonly cells: readonly string[];
  readonly start: number;
  readonly end: number;
}

/** Bytes of a window: what starts here is read with the second. */
const windowBytes = 64 * 1024;

/** Rows of a window, so that the window ends `beforeBorder` bytes behind them. Quotes keep the parser from its short cuts. */
function padding(beforeBorder: number, newline: string, quoted: boolean): Buffer {
  const start = (quoted ? '"p",' : 'p,') + newline;
  const bytes = Buffer.alloc(windowBytes - beforeBorder, 'x');
  bytes.write(start);
  bytes.write(newline, bytes.length - newline.length);
  return bytes;
}

const fragment = fc.constantFrom(
  'a',
  'b.jpg',
  ',',
  ',',
  '"',
  '""',
  '\\"',
  '\n',
  '\r\n',
  '\r',
  ' ',
  '" ',
  '"x',
  '\t',
  '\f',
  '\xe9',
  '€',
);
const encoding = fc.constantFrom('utf8' as const, 'latin1' as const);
const wildText = fc.array(fragment, { maxLength: 40 }).map((fragments) => fragments.join(''));
const cell = fc.oneof(
  fc.constantFrom('', 'x', 'b.jpg', '5" tall'),
  fc
    .array(fc.constantFrom('x', ',', '""', '\n', '\r\n', '\\"x', ' ', 'é'), { maxLength: 6 })
    .map((parts) => `"${parts.join('')}"`),
);
const goodText = fc
  .tuple(
    fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 8 }),
    fc.constantFrom('\n', '\r\n'),
  )
  .map(([rows, newline]) => rows.map((cells) => cells.join(',') + newline).join(''));

describe('RowReader', () => {
  test('finds in windows what Papa Parse finds in the whole text, wherever the border falls', () => {
    fc.assert(
      fc.property(
        fc.oneof(wildText, goodText),
        encoding,
        fc.nat(),
        fc.boolean(),
        (text, code, position, quoted) => {
          const bytes = Buffer.from(text, code);
          const newline = text.includes('\n') ? '\n' : '\r';

          expectSameRows(padding(position % (bytes.length + 1), newline, quoted), bytes, newline);
        },
      ),
    );
  });

  test('finds in windows what Papa Parse finds in the whole text, with the border at every byte of rows of all kinds', () => {
    const text = Buffer.from('a,"b\n""c""",d\r\n"é, \\"x\\"","" \n\n1,2,"3"\r\n"","\r\n",5" \nlast,"cell"');

    for (let before = 0; before <= text.length; before++) {
      expectSameRows(padding(before, '\n', before % 2 === 0), text, '\n');
    }
  });

  test('finds a row of stray quotes and blanks, of which every quote might have to look at all blanks', () => {
    const cell = `"${'"x'.repeat(2 ** 19)}${' '.repeat(2 ** 20)}`;
    const rows: FoundRow[] = [];

    collect(Buffer.alloc(0), Buffer.from(`a,b\n1,${cell},x\n"\n2,y\n`), rows);

    expect(rows.map(({ cells }) => cells)).toEqual([
      ['a', 'b'],
      ['1', `${cell.slice(1)},x\n`],
      ['2', 'y'],
    ]);
  });

  test('finds rows that are longer than a window', () => {
    const long = `"${'x,\n'.repeat(400_000)}"`;

    expectSameRows(Buffer.alloc(0), Buffer.from(`a,b\n1,${long}\n2,y\n${long},3\n4,z`), '\n');
  });
});

function expectSameRows(head: Buffer, bytes: Buffer, newline: '\n' | '\r'): void {
  const text = bytes.toString('latin1');
  const rows: FoundRow[] = [];
  const isUnclosed = collect(head, bytes, rows);
  const rowsBehindHead = rows.filter(({ start }) => start >= head.length);

  const found = comparable(rowsBehindHead.map(({ cells }) => [...cells]));
  const expected = comparable(Papa.parse(text, { delimiter: ',', newline }).data);
  // Of a text with an unclosed quote, the rows before it.
  expect(found).toEqual(isUnclosed ? expected.slice(0, found.length) : expected);
  let position = 0;
  for (const row of rowsBehindHead) {
    const [start, end] = [row.start - head.length, row.end - head.length];
    expect(text.slice(position, start)).toMatch(blank);
    expect(end).toBeGreaterThan(start);
    position = end;
  }
  if (!isUnclosed) expect(text.slice(position)).toMatch(blank);
}

/** What may stand between rows: cells without content are a blank line, and a lone pair of quotes is one to Papa Parse. */
const blank = /^[\s",]*$/;

/** Rows without blank ones, and without the carriage returns before their line feeds, which only RowReader drops. */
function comparable(rows: readonly string[][]): string[][] {
  return rows
    .map((cells) => [...cells.slice(0, -1), (cells.at(-1) ?? '').replace(/\r+$/, '')])
    .filter((cells) => cells.some((value) => value !== ''));
}

/** Collects the rows of a file that comes in pieces; true when a quote never closes. */
function collect(head: Uint8Array, bytes: Uint8Array, rows: FoundRow[]): boolean {
  const reader = new RowReader({
    keptBytes: head.length + bytes.length,
    // No row fits, so that each is read as Papa Parse reads it.
    columnCount: -1,
    onRow: ({ cells, start, end, bytes: all }) => {
      const cellTexts = Array.from({ length: cells.count }, (_, cell) => {
        const content = Buffer.from(all.subarray(cells.start(cell), cells.end(cell))).toString('latin1');
        return cells.isQuoted(cell) ? content.replaceAll('""', '"') : content;
      });
      rows.push({ cells: cellTexts, start, end });
    },
  });
  const pieceBytes = bytes.length > windowBytes ? 100_000 : 1 + (head.length % 7);
  try {
    reader.push(head);
    for (let i = 0; i < bytes.length; i += pieceBytes) reader.push(bytes.subarray(i, i + pieceBytes));
    reader.finish();
    return false;
  } catch (error) {
    expect(error).toMatchObject({ code: 'MANIFEST_UNCLOSED_QUOTE' });
    return true;
  }
}
