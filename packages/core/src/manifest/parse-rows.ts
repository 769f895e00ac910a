/** What ends a row. */
export type LineEnd = '\n' | '\r';

/** Sees a row when it ends: its cells, unquoted, and where in the text it ends, line end included. */
export type OnCells = (cells: string[], end: number) => void;

const COMMA = 0x2c;
const QUOTE = 0x22;

/** Finds the first character behind blanks, but none beyond the line. */
const BEHIND_BLANKS = { '\n': /\S|\n/g, '\r': /\S|\r/g } as const;

/**
 * Cuts a text into rows and these into cells, by the rules of Papa Parse: a cell is quoted when it begins with a quote;
 * within, two quotes stand for one, and a quote closes the cell when nothing but blanks comes between it and a comma
 * or a line end, or when it is the last character. Any other quote stands for itself. A carriage return
 * before a line feed is no part of the last cell.
 *
 * Papa's own parser would do, but that its time grows with quotes times blanks, and its memory with stray quotes, so
 * that a small manifest can be made to keep it busy. This one looks at each character a few times.
 *
 * Where more text is to come, and `isLast` is false, a last row without a line end is left out.
 *
 * @returns false where the text ends inside of quotes; that row is left out, too
 */
export function parseRows(text: string, lineEnd: LineEnd, isLast: boolean, onCells: OnCells): boolean {
  const nextComma = searchFor(',', text);
  const nextLineEnd = searchFor(lineEnd, text);
  const nextQuote = searchFor('"', text);
  let start = 0;
  while (start < text.length) {
    let cells: string[] = [];
    let end = nextLineEnd(start);
    if (nextQuote(start) >= end) {
      cells = text.slice(start, withoutReturn(text, start, end)).split(',');
    } else {
      for (let cellStart = start; ; cellStart = end + 1) {
        if (text.charCodeAt(cellStart) === QUOTE) {
          end = endOfQuotedCell(text, cellStart, lineEnd);
          if (end === -1) return !isLast;
          cells.push(unquote(text, cellStart, end));
        } else {
          end = Math.min(nextComma(cellStart), nextLineEnd(cellStart));
          cells.push(text.slice(cellStart, withoutReturn(text, cellStart, end)));
        }
        if (text.charCodeAt(end) !== COMMA) break;
      }
    }
    if (end === text.length && !isLast) return true;
    start = Math.min(end + 1, text.length);
    onCells(cells, start);
  }
  return true;
}

/** Searches a text from ascending positions, looking at no character twice: each gives the next place, or the end. */
function searchFor(wanted: string, text: string): (from: number) => number {
  let found = -1;
  return (from) => {
    if (found < from) found = text.indexOf(wanted, from);
    if (found === -1) found = text.length;
    return found;
  };
}

/** Where the quoted cell that starts at `start` has its comma or line end, or the end of the text; -1 where it goes on. */
function endOfQuotedCell(text: string, start: number, lineEnd: LineEnd): number {
  const behindBlanks = BEHIND_BLANKS[lineEnd];
  let quote = start;
  while ((quote = text.indexOf('"', quote + 1)) !== -1) {
    if (quote + 1 === text.length) return text.length;
    if (text.charCodeAt(quote + 1) === QUOTE) {
      quote++;
      continue;
    }
    behindBlanks.lastIndex = quote + 1;
    if (!behindBlanks.test(text)) return -1;
    const end = behindBlanks.lastIndex - 1;
    if (text.charCodeAt(end) === COMMA || text[end] === lineEnd) return end;
  }
  return -1;
}

/** The content of the quoted cell from `start` to before `end`, between which and the closing quote only blanks are. */
function unquote(text: string, start: number, end: number): string {
  const content = text.slice(start + 1, text.lastIndexOf('"', end - 1));
  return content.includes('""') ? content.replaceAll('""', '"') : content;
}

/** Where an unquoted cell ends that is followed by what stands at `end`. */
function withoutReturn(text: string, start: number, end: number): number {
  return end > start && text[end] === '\n' && text[end - 1] === '\r' ? end - 1 : end;
}
