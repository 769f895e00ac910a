import { viewOf } from './records.ts';

/** One block of an extra field (APPNOTE 4.5.1). */
interface ExtraBlock {
  readonly headerId: number;
  /** The block with its header ID and size. */
  readonly block: Uint8Array;
  /** The block's data alone. */
  readonly data: Uint8Array;
}

/** Walks the blocks of an extra field; a tail that is no whole block ends it, as writers pad with zeros. */
function* extraBlocks(extra: Uint8Array): Generator<ExtraBlock> {
  const view = viewOf(extra);
  let offset = 0;
  while (offset + 4 <= extra.length) {
    const end = offset + 4 + view.getUint16(offset + 2, true);
    if (end > extra.length) return;
    yield {
      headerId: view.getUint16(offset, true),
      block: extra.subarray(offset, end),
      data: extra.subarray(offset + 4, end),
    };
    offset = end;
  }
}

/** The data of the first block with this header ID. */
export function findExtraField(extra: Uint8Array, headerId: number): Uint8Array | undefined {
  if (extra.length === 0) return undefined;
  for (const block of extraBlocks(extra)) if (block.headerId === headerId) return block.data;
  return undefined;
}

/** The blocks of an extra field without those of some header IDs. */
export function omitExtraFields(extra: Uint8Array, headerIds: readonly number[]): readonly Uint8Array[] {
  if (extra.length === 0) return [];
  return [...extraBlocks(extra)]
    .filter(({ headerId }) => !headerIds.includes(headerId))
    .map(({ block }) => block);
}
