import { imageColumnsOf, readRows, type CsvReading } from './read-rows.ts';

/** Refusals that speak of the manifest's text; others may come before or after them. */
const TEXT_CODES = [
  'MANIFEST_ENCODING',
  'MANIFEST_UNCLOSED_QUOTE',
  'MANIFEST_EMPTY',
  'MANIFEST_NO_IMAGE_COLUMN',
  'MANIFEST_TWO_IMAGE_COLUMNS',
  'MANIFEST_RAGGED',
];

const HEADER_CODES = ['MANIFEST_NO_IMAGE_COLUMN', 'MANIFEST_TWO_IMAGE_COLUMNS'];
/** A manifest is unpacked in pieces of no less. */
const PIECE_BYTES = 16 * 1024;

/** What is wrong with the outcome of a split, judged by an independent look at the manifest. */
export function checkManifestCode(manifest: Uint8Array, outcome: string): string[] {
  const [first, second] = manifest;
  const hasUtf16Mark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  const zero = manifest.indexOf(0);
  // A zero in a later piece than the header is found after a fault of the header.
  if (zero >= PIECE_BYTES && HEADER_CODES.includes(outcome)) return [];
  if (hasUtf16Mark || zero !== -1) return checkOutcome(['MANIFEST_ENCODING'], false, outcome);
  const problems = readRows(manifest).map((reading) => {
    return checkOutcome(faultsOf(reading), reading.isDoubtful, outcome);
  });
  return problems.find((found) => found.length === 0) ?? problems[0] ?? [];
}

function checkOutcome(faults: readonly string[], mayBeRefused: boolean, outcome: string): string[] {
  if (mayBeRefused && ['MANIFEST_RAGGED', 'MANIFEST_UNCLOSED_QUOTE'].includes(outcome)) return [];
  if (faults.length === 0)
    return TEXT_CODES.includes(outcome) ? [`a manifest without such a fault is refused with ${outcome}`] : [];
  // If no other CSV competes, the manifest is found by its name or by its column.
  return [...faults, 'MANIFEST_MISSING'].includes(outcome)
    ? []
    : [`a manifest with ${faults.join(', ')} ends in ${outcome}`];
}

function faultsOf({ rows, faults: rowFaults }: CsvReading): string[] {
  const [header, ...others] = rows;
  const imageColumns = imageColumnsOf(header).length;
  const faults: string[] = [...rowFaults];
  if (others.length === 0 && !rowFaults.has('MANIFEST_UNCLOSED_QUOTE')) faults.push('MANIFEST_EMPTY');
  if (header !== undefined && imageColumns === 0) faults.push('MANIFEST_NO_IMAGE_COLUMN');
  if (imageColumns > 1) faults.push('MANIFEST_TWO_IMAGE_COLUMNS');
  return faults;
}
