import Papa from 'papaparse';

/**
 * The image names of a batch's manifest, each once, read with the parser of Zooniverse's project builder. Where that finds
 * other cells than PHP wrote, the pre-flight report says so, and the names are the plan's.
 */
export function imageNames(
  manifest: Uint8Array,
  rows: readonly { readonly imageName: string }[],
): Set<string> {
  const text = new TextDecoder().decode(manifest);
  // Not guessed: where line ends are mixed, a guess takes two rows for one. The pre-flight report tells of that.
  const unquoted = text.replaceAll(/"[^"]*"/g, '');
  const newline = unquoted.includes('\r') && !unquoted.includes('\n') ? '\r' : '\n';
  const { data } = Papa.parse<string[]>(text, { delimiter: ',', newline, skipEmptyLines: true });
  const [header = [], ...found] = data.filter((cells) => !/^\r?$/.test(cells.join('')));
  const column = header.findIndex((name) => name.trim().toLowerCase() === 'imagename');
  const areWhole = found.length === rows.length && found.every((cells) => cells.length === header.length);
  if (!areWhole) return new Set(rows.map(({ imageName }) => imageName));
  return new Set(found.map((cells) => cells[column]?.replace(/\r$/, '') ?? ''));
}
