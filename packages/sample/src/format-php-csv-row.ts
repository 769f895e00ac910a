/**
 * Writes one CSV row like PHP's `fputcsv`, with which BIOSPEX (through league/csv) writes its manifests. A cell with a space or
 * a special character is quoted. Quotes are doubled, except after a backslash.
 */
export function formatPhpCsvRow(cells: readonly string[]): string {
  return `${cells.map(formatCell).join(',')}\n`;
}

function formatCell(cell: string): string {
  if (!/[,"\\\n\r\t ]/.test(cell)) return cell;
  return `"${cell.replace(/\\+"|"/g, (match) => (match === '"' ? '""' : match))}"`;
}
