import Papa from 'papaparse';

/** The image names of a manifest's rows, blank lines left out, read with the parser of Zooniverse's project builder. */
export function imageNames(manifest: Uint8Array): string[] {
  const text = new TextDecoder().decode(manifest);
  // Not guessed: where line ends are mixed, a guess takes two rows for one. The pre-flight report tells of that.
  const unquoted = text.replaceAll(/"[^"]*"/g, '');
  const newline = unquoted.includes('\r') && !unquoted.includes('\n') ? '\r' : '\n';
  const { data } = Papa.parse<string[]>(text, { delimiter: ',', newline, skipEmptyLines: true });
  const rows = data.filter((cells) => !/^\r?$/.test(cells.join('')));
  const column = rows[0]?.findIndex((name) => name.trim().toLowerCase() === 'imagename') ?? -1;
  return rows.slice(1).map((cells) => cells[column]?.replace(/\r$/, '') ?? '');
}
