/**
 * Writes one CSV row as PHP's `fputcsv` does, which league/csv, and so BIOSPEX, writes its manifests with: a cell
 * is quoted when it holds a space or a special character, quotes are doubled, but a quote after a backslash is
 * left as it is.
 */
export function formatPhpCsvRow(cells: readonly string[]): string {
  return `${cells.map(formatCell).join(',')}\n`;
}

function formatCell(cell: string): string {
  if (!/[,"\\\n\r\t ]/.test(cell)) return cell;
  // In PHP a backslash shields the quote right after it from being doubled.
  return `"${cell.replace(/\\+"|"/g, (match) => (match === '"' ? '""' : match))}"`;
}
