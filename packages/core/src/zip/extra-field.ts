import { viewOf } from './records.ts';

/** Data of the first block with this ID (APPNOTE 4.5.1). A partial block ends the field: writers pad with zeros. */
export function findExtraField(extra: Uint8Array, headerId: number): Uint8Array | undefined {
  if (extra.length === 0) return undefined;
  const view = viewOf(extra);
  let offset = 0;
  while (offset + 4 <= extra.length) {
    const end = offset + 4 + view.getUint16(offset + 2, true);
    if (end > extra.length) return undefined;
    if (view.getUint16(offset, true) === headerId) return extra.subarray(offset + 4, end);
    offset = end;
  }
  return undefined;
}
