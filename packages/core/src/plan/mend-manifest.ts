import { concat } from '../concat.ts';
import { InputError } from '../errors.ts';
import { MAX_SHOWN_AROUND } from '../limits.ts';
import { columnNames, isImageColumn } from '../manifest/header.ts';
import { RowReader } from '../manifest/row-reader.ts';
import type { Row } from '../manifest/row.ts';
import { FILE_NAME_DOTS } from './file-name.ts';
import type { Place } from './finding.ts';

export type MendCode = 'mended-file-name' | 'mended-escapes';

/** Called for each corrected cell. */
export type OnMend = (code: MendCode, place: Place) => void;

/** BIOSPEX joins results to its records by this column. */
const SUBJECT_COLUMN = 'subjectid';
/** A link: scheme and host, then the rest, where `%2E` means a dot (RFC 3986, 6.2.2.2). */
const LINKS = /(https?:\/\/[^\t-\r "<>/?#]*)([^\t-\r "<>]*)/gi;
/** Pairs in a quoted cell as PHP reads it: a backslash and the next character, or two quotes for one. */
const PHP_PAIRS = /\\[^]|""/g;

/** Maps each byte to a character, so that cells that are not UTF-8 keep their bytes. */
const byteDecoder = new TextDecoder('latin1');
/** The reverse. Decoders read Latin-1 as Windows-1252, where every byte still has its own character. */
const BYTE_OF = new Map(
  Array.from(byteDecoder.decode(Uint8Array.from({ length: 256 }, (_, byte) => byte)), (character, byte) => [
    character,
    byte,
  ]),
);
const decoder = new TextDecoder();

interface Column {
  readonly name: string;
  readonly isKept: boolean;
}

/**
 * Corrects the two faults of a manifest that have one right answer: file names in links (`.jpg` becomes `%2Ejpg`), and
 * quotes after a backslash, as PHP writes them (they are doubled). Other cells keep their bytes; image names and
 * `subjectId` always do. An unreadable manifest is returned as it is: reading it reports the fault.
 */
export function mendManifest(bytes: Uint8Array, onMend: OnMend = () => undefined): Uint8Array {
  const parts: Uint8Array[] = [];
  let position = 0;
  let columns: readonly Column[] | undefined;
  const reader = new RowReader({
    onRow: (row) => {
      if (columns === undefined) {
        columns = columnNames(row).map((name) => ({ name, isKept: isKept(name) }));
        return;
      }
      if (row.cells.count !== columns.length) return;
      mendRow(row, columns, onMend).forEach((mended, cell) => {
        if (mended === undefined) return;
        parts.push(bytes.subarray(position, reader.offset + row.cells.start(cell)), mended);
        position = reader.offset + row.cells.end(cell);
      });
    },
  });
  try {
    reader.push(bytes);
    reader.finish();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return bytes;
  }
  return parts.length === 0 ? bytes : concat([...parts, bytes.subarray(position)]);
}

function isKept(name: string): boolean {
  return isImageColumn(name) || name.toLowerCase() === SUBJECT_COLUMN;
}

/** The new bytes of the cells that change. */
function mendRow(row: Row, columns: readonly Column[], onMend: OnMend): (Uint8Array | undefined)[] {
  const cells = columns.map((_, cell) => byteDecoder.decode(row.bytesOf(cell)));
  // In an unquoted cell both characters are literal to every reader.
  const hasEscapes = (cell: number): boolean =>
    row.cells.isQuoted(cell) && mendEscapes(cells[cell]!) !== cells[cell];
  // All or none: a row that is mended in part is wrong for PHP and for Papa Parse.
  const mendsEscapes = row.isPhp && columns.every(({ isKept }, cell) => !isKept || !hasEscapes(cell));
  return cells.map((text, cell) => {
    const { name, isKept } = columns[cell]!;
    if (isKept) return undefined;
    const place = { row: row.number, line: row.line, column: name };
    let mended = text;
    const mend = (code: MendCode, change: (text: string) => string): void => {
      if (change(text) === text) return;
      onMend(code, { ...place, ...show(text, change) });
      mended = change(mended);
    };
    if (mendsEscapes && hasEscapes(cell)) mend('mended-escapes', mendEscapes);
    mend('mended-file-name', mendFileNames);
    return mended === text ? undefined : toBytes(mended);
  });
}

function mendEscapes(text: string): string {
  return text.replaceAll(PHP_PAIRS, (pair) => (pair === String.raw`\"` ? String.raw`\""` : pair));
}

function mendFileNames(text: string): string {
  return text.replaceAll(
    LINKS,
    (_, host: string, rest: string) => host + rest.replaceAll(FILE_NAME_DOTS, '%2E'),
  );
}

/** The text around the first change, before and after it. */
function show(text: string, change: (text: string) => string): Pick<Place, 'before' | 'after'> {
  // By code points, so that none is cut in half.
  const before = Array.from(decoder.decode(toBytes(text)));
  const after = Array.from(change(before.join('')));
  const first = after.findIndex((character, i) => character !== before[i]);
  const start = Math.max(0, first - MAX_SHOWN_AROUND);
  const end = first + MAX_SHOWN_AROUND;
  return {
    before: before.slice(start, end).join(''),
    after: Array.from(change(before.slice(0, end).join('')))
      .slice(start)
      .join(''),
  };
}

function toBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => BYTE_OF.get(character)!);
}
