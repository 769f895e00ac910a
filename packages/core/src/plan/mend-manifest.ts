import { InputError } from '../errors.ts';
import { columnNames, isImageColumn } from '../manifest/header.ts';
import { RowReader } from '../manifest/row-reader.ts';
import type { Row } from '../manifest/row.ts';
import { FILE_NAME_DOTS } from './file-name.ts';
import type { Place } from './finding.ts';

export type MendCode = 'mended-file-name' | 'mended-escapes';

/** Called for each cell that is mended. */
export type OnMend = (code: MendCode, place: Place) => void;

/** BIOSPEX joins the results to its own records by this column. */
const SUBJECT_COLUMN = 'subjectid';
/** A link: scheme and host, then the rest, in which `%2E` is the same as a dot (RFC 3986, 6.2.2.2). */
const LINKS = /(https?:\/\/[^\t-\r "<>/?#]*)([^\t-\r "<>]*)/gi;
/** As PHP reads a quoted cell: a quote after a backslash stands for itself, two quotes stand for one. */
const PHP_PAIRS = /\\([^])|""/g;
/** Bytes of a cell that a place shows on either side of a change. */
const SHOWN_BYTES = 80;

/** Gives a character for each byte, so that positions are the same. */
const byteDecoder = new TextDecoder('latin1');
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Replaces the bytes `[start, end)`. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

interface MendedCell {
  readonly code: MendCode;
  readonly cell: number;
  /** By positions in the row's bytes, ascending. */
  readonly edits: readonly Edit[];
}

/**
 * Mends the two faults of a manifest that have one right answer: file names in links (`.jpg` becomes `%2Ejpg`) and quotes
 * after a backslash, as PHP writes them (they are doubled). All other cells keep their bytes, the image names and `subjectId`
 * always do. A manifest that cannot be read is given back as it is: reading it says why.
 */
export function mendManifest(bytes: Uint8Array, onMend: OnMend = () => undefined): Uint8Array {
  const edits: Edit[] = [];
  let columns: readonly string[] | undefined;
  let isKept: readonly boolean[] = [];
  const reader = new RowReader({
    onRow: (row) => {
      if (columns === undefined) {
        columns = columnNames(row);
        isKept = columns.map((name) => isImageColumn(name) || name.toLowerCase() === SUBJECT_COLUMN);
      } else if (row.cells.count === columns.length) {
        const { number, line } = row;
        for (const mended of mendCells(row, isKept)) {
          onMend(mended.code, { row: number, line, column: columns[mended.cell]!, ...show(row, mended) });
          edits.push(...mended.edits.map((edit) => moved(edit, reader.offset)));
        }
      }
    },
  });
  try {
    reader.push(bytes);
    reader.finish();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return bytes;
  }
  return edits.length === 0 ? bytes : apply(bytes, edits);
}

function mendCells(row: Row, isKept: readonly boolean[]): MendedCell[] {
  const text = byteDecoder.decode(row.content);
  const find = (code: MendCode, findEdits: (content: string) => Edit[]): MendedCell[] =>
    isKept.flatMap((_, cell) => {
      const [start, end] = [row.cells.start(cell), row.cells.end(cell)];
      const found = findEdits(text.slice(start - row.start, end - row.start));
      return found.length === 0 ? [] : { code, cell, edits: found.map((edit) => moved(edit, start)) };
    });
  const escapes = row.isPhp ? find('mended-escapes', editEscapes) : [];
  const fileNames = find('mended-file-name', editFileNames).filter(({ cell }) => !isKept[cell]);
  // All of them or none: a row with only some mended fits neither reading.
  return escapes.some(({ cell }) => isKept[cell]) ? fileNames : [...escapes, ...fileNames];
}

function editEscapes(content: string): Edit[] {
  const edits: Edit[] = [];
  for (const { 1: escaped, index } of content.matchAll(PHP_PAIRS))
    if (escaped === '"') edits.push({ start: index + 1, end: index + 1, text: '"' });
  return edits;
}

function editFileNames(content: string): Edit[] {
  const edits: Edit[] = [];
  for (const { 1: host = '', 2: rest = '', index } of content.matchAll(LINKS)) {
    const restStart = index + host.length;
    for (const dot of rest.matchAll(FILE_NAME_DOTS)) {
      const start = restStart + dot.index;
      edits.push({ start, end: start + 1, text: '%2E' });
    }
  }
  return edits;
}

/** Some of the cell around its first change, before and after. */
function show({ bytes, cells }: Row, { cell, edits }: MendedCell): Pick<Place, 'before' | 'after'> {
  let start = Math.max(cells.start(cell), edits[0]!.start - SHOWN_BYTES);
  let end = Math.min(cells.end(cell), edits[0]!.end + SHOWN_BYTES);
  // Not in the middle of a character.
  while (start > cells.start(cell) && isContinuation(bytes[start]!)) start--;
  while (end < cells.end(cell) && isContinuation(bytes[end]!)) end++;
  const inside = edits.filter((edit) => edit.end <= end).map((edit) => moved(edit, -start));
  const shown = bytes.subarray(start, end);
  return { before: decoder.decode(shown), after: decoder.decode(apply(shown, inside)) };
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

function moved({ start, end, text }: Edit, by: number): Edit {
  return { start: start + by, end: end + by, text };
}

function apply(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const sorted = edits.toSorted((one, other) => one.start - other.start);
  const grown = sorted.reduce((sum, { start, end, text }) => sum + text.length - (end - start), 0);
  const result = new Uint8Array(bytes.length + grown);
  let [read, written] = [0, 0];
  for (const { start, end, text } of sorted) {
    result.set(bytes.subarray(read, start), written);
    written += start - read;
    result.set(encoder.encode(text), written);
    written += text.length;
    read = end;
  }
  result.set(bytes.subarray(read), written);
  return result;
}
