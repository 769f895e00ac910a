import Papa from 'papaparse';

/**
 * The image names of a batch's manifest, each once, read with the parser of Zooniverse's project builder. If that parser splits
 * the rows into other cells than PHP does, the pre-flight report says so, and `names` is used instead.
 */
export function imageNames(manifest: Uint8Array, names: readonly string[]): Set<string> {
  const text = new TextDecoder().decode(manifest);
  // Papa Parse would guess. If line ends are mixed, it guesses wrong and reads two rows as one; the report says so.
  const unquoted = text.replaceAll(/"[^"]*"/g, '');
  const newline = unquoted.includes('\r') && !unquoted.includes('\n') ? '\r' : '\n';
  const { data } = Papa.parse<string[]>(text, { delimiter: ',', newline, skipEmptyLines: true });
  const [header = [], ...found] = data.filter((cells) => !/^\r?$/.test(cells.join('')));
  const column = header.findIndex((name) => name.trim().toLowerCase() === 'imagename');
  const areWhole = found.length === names.length && found.every((cells) => cells.length === header.length);
  if (!areWhole) return new Set(names);
  return new Set(found.map((cells) => cells[column]?.replace(/\r$/, '') ?? ''));
}
