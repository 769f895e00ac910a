import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import Papa from 'papaparse';
import { RowReader } from '../../src/manifest/row-reader.ts';
import { Row } from '../../src/manifest/row.ts';
import { CUT_OFF, LINE_FEED, scanPhpRow } from '../../src/manifest/scan-row.ts';

interface FoundRow {
  readonly cells: readonly string[];
  readonly start: number;
  readonly end: number;
}

/** Bytes that are scanned at a time. */
const windowBytes = 64 * 1024;

const wildText = textOf([
  ...['a', 'b.jpg', ',', ',', '"', '""', '\\"', '\n', '\r\n', '\r', ' ', '" ', '"x', '\t', '\f'],
  ...['\xe9', '€', '\xa0', '\u2028', '\ufeff'],
]);
const quoted = textOf(['x', ',', '""', '\n', '\r\n', '\\"x', ' ', 'é'], 6).map((text) => `"${text}"`);
const cell = fc.oneof(fc.constantFrom('', 'x', 'b.jpg', '5" tall'), quoted);
const row = fc.array(cell, { minLength: 1, maxLength: 4 }).map((cells) => cells.join(','));
const goodText = fc
  .tuple(fc.array(row, { maxLength: 8 }), fc.constantFrom('\n', '\r\n'))
  .map(([rows, newline]) => rows.map((text) => text + newline).join(''));

describe('RowReader', () => {
  test('finds what Papa Parse finds, wherever windows and pieces end', () => {
    const encoding = fc.constantFrom('utf8' as const, 'latin1' as const);
    const pieceBytes = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(fc.oneof(wildText, goodText), encoding, fc.nat(), pieceBytes, (text, code, at, piece) => {
        const bytes = Buffer.from(text, code);

        expectSameRows(bytes, at % (bytes.length + 1), piece);
      }),
    );
  });

  test('finds what Papa Parse finds, with a window ending at every byte of rows of all kinds', () => {
    const bytes = Buffer.from(
      'a,"b\n""c""",d\r\n"é, \\"x\\"","" \n\n1,2,"3"\u00a0\r\n"","\r\n",5" \nlast,"cell"',
    );

    for (let before = 0; before <= bytes.length; before++) expectSameRows(bytes, before, 7);
  });

  test('finds a row of stray quotes and blanks, of which every quote might have to look at all blanks', () => {
    const stray = `"${'"x'.repeat(2 ** 19)}${' '.repeat(2 ** 20)}`;

    const { rows } = readAll(Buffer.from(`a,b\n1,${stray},x\n"\n2,y\n`), windowBytes);

    expect(rows.map(({ cells }) => cells)).toEqual([
      ['a', 'b'],
      ['1', `${stray.slice(1)},x\n`],
      ['2', 'y'],
    ]);
  });

  test('finds rows that are longer than a window', () => {
    const long = `"${'x,\n'.repeat(400_000)}"`;

    expectSameRows(Buffer.from(`a,b\n1,${long}\n2,y\n${long},3\n4,z`), 0, 100_000);
  });
});

describe('scanPhpRow', () => {
  test('finds the cells that PHP wrote, but not before all of the row is there', () => {
    const phpCell = textOf(['x', ',', '"', '\\"', '\n', ' ', '\\x'], 5);
    fc.assert(
      fc.property(fc.array(phpCell, { minLength: 1, maxLength: 4 }), (written) => {
        const found = new Row();
        const bytes = Buffer.from(`${written.map(putPhpCell).join(',')}\n`);
        found.bytes = bytes;

        for (let length = 0; length < bytes.length; length++) {
          const part = { bytes: bytes.subarray(0, length), isLast: false, lineEnd: LINE_FEED } as const;
          expect(scanPhpRow(part, 0, found.cells)).toBe(CUT_OFF);
        }
        expect(scanPhpRow({ bytes, isLast: false, lineEnd: LINE_FEED }, 0, found.cells)).toBe(bytes.length);
        expect(found.shownTexts()).toEqual(written);
      }),
    );
  });
});

function textOf(parts: readonly string[], maxLength = 40): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...parts), { maxLength }).map((chosen) => chosen.join(''));
}

/** As PHP's fputcsv does: a quote after a backslash is not doubled. */
function putPhpCell(value: string): string {
  return /[,"\\\s]/.test(value) ? `"${value.replaceAll(/(?<!\\)"/g, '""')}"` : value;
}

/** Reads bytes after rows of a window of which they take `bytesInWindow`, in pieces. */
function expectSameRows(bytes: Buffer, bytesInWindow: number, pieceBytes: number): void {
  const text = bytes.toString();
  const newline = text.includes('\n') ? '\n' : '\r';
  const head = Buffer.alloc(windowBytes - bytesInWindow, 'x');
  head.write(`"p",${newline}`);
  head.write(newline, head.length - newline.length);

  const { rows, isUnclosed } = readAll(Buffer.concat([head, bytes]), pieceBytes, head.length);

  const own = rows.filter(({ start }) => start >= head.length);
  const found = comparable(own.map(({ cells }) => cells));
  // Papa Parse passes over a byte order mark at the start of a text.
  const parsed = Papa.parse(`p${newline}${text}`, { delimiter: ',', newline });
  const expected = comparable(parsed.data.slice(1));
  // Of a text with an unclosed quote, the rows before it.
  expect(found).toEqual(isUnclosed ? expected.slice(0, found.length) : expected);
  let position = head.length;
  for (const { start, end } of own) {
    expect(Buffer.concat([head, bytes]).toString('utf8', position, start)).toMatch(blank);
    expect(end).toBeGreaterThan(start);
    position = end;
  }
}

/** What may stand between rows: cells without content are a blank line, and a lone pair of quotes is one to Papa Parse. */
const blank = /^[\s",]*$/;

/** Rows without blank ones, and without the carriage returns before their line feeds, which only RowReader drops. */
function comparable(rows: readonly (readonly string[])[]): string[][] {
  return rows
    .map((cells) => [...cells.slice(0, -1), (cells.at(-1) ?? '').replace(/\r+$/, '')])
    .filter((cells) => cells.some((value) => value !== ''));
}

/** Reads a file that comes in pieces, the first of them of `firstBytes`. */
function readAll(
  bytes: Buffer,
  pieceBytes: number,
  firstBytes = pieceBytes,
): { rows: FoundRow[]; isUnclosed: boolean } {
  const rows: FoundRow[] = [];
  const reader = new RowReader({
    keptBytes: bytes.length,
    // No row fits, so that each is read as Papa Parse reads it.
    columnCount: -1,
    onRow: ({ cells, start, end, bytes: all }) => {
      const texts = Array.from({ length: cells.count }, (_, i) => {
        const text = Buffer.from(all.subarray(cells.start(i), cells.end(i))).toString();
        return cells.isQuoted(i) ? text.replaceAll('""', '"') : text;
      });
      rows.push({ cells: texts, start, end });
    },
  });
  try {
    reader.push(bytes.subarray(0, firstBytes));
    for (let i = firstBytes; i < bytes.length; i += pieceBytes)
      reader.push(bytes.subarray(i, i + pieceBytes));
    reader.finish();
    return { rows, isUnclosed: false };
  } catch (error) {
    expect(error).toMatchObject({ code: 'MANIFEST_UNCLOSED_QUOTE' });
    return { rows, isUnclosed: true };
  }
}
