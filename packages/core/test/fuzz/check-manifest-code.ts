import { imageColumnsOf, readRows } from './read-rows.ts';

/** Refusals that speak of the manifest's text; others may come before or after them. */
const TEXT_CODES = [
  'MANIFEST_ENCODING',
  'MANIFEST_UNCLOSED_QUOTE',
  'MANIFEST_EMPTY',
  'MANIFEST_NO_IMAGE_COLUMN',
  'MANIFEST_TWO_IMAGE_COLUMNS',
  'MANIFEST_RAGGED',
];

/** What is wrong with the outcome of a split, judged by an independent look at the manifest. */
export function checkManifestCode(manifest: Uint8Array, outcome: string): string[] {
  const faults = faultsOf(manifest);
  if (faults.length === 0)
    return TEXT_CODES.includes(outcome) ? [`a manifest without such a fault is refused with ${outcome}`] : [];
  // Where no other CSV competes, the manifest is found by its name or by its column.
  return [...faults, 'MANIFEST_MISSING'].includes(outcome)
    ? []
    : [`a manifest with ${faults.join(', ')} ends in ${outcome}`];
}

function faultsOf(manifest: Uint8Array): string[] {
  const [first, second] = manifest;
  const hasUtf16Mark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (hasUtf16Mark || manifest.includes(0)) return ['MANIFEST_ENCODING'];
  const rows = readRows(manifest);
  // Which of the faults before the quote is told first, is the engine's business.
  if (rows === undefined) return TEXT_CODES.slice(1);
  const [header, ...others] = rows;
  const imageColumns = imageColumnsOf(header).length;
  const faults: string[] = [];
  if (others.length === 0) faults.push('MANIFEST_EMPTY');
  if (header !== undefined && imageColumns === 0) faults.push('MANIFEST_NO_IMAGE_COLUMN');
  if (imageColumns > 1) faults.push('MANIFEST_TWO_IMAGE_COLUMNS');
  if (others.some(({ cells }) => cells.length !== header?.cells.length)) faults.push('MANIFEST_RAGGED');
  return faults;
}
