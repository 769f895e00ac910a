import { layOutZip } from './lay-out-zip.ts';
import type { ZipEntryOptions, ZipMap, ZipOptions } from './zip-options.ts';

export type { ZipEntryOptions, ZipMap, ZipOptions } from './zip-options.ts';

/** A ZIP with what it was made from (to make it again, a little different) and where its parts lie (to patch it). */
export interface BuiltZip {
  bytes: Buffer<ArrayBuffer>;
  map: ZipMap;
  entries: readonly ZipEntryOptions[];
  options: ZipOptions;
}

/** Writes any ZIP, good or hostile, by hand. */
export function buildZip(entries: readonly ZipEntryOptions[], options: ZipOptions = {}): Buffer<ArrayBuffer> {
  return buildZipWithMap(entries, options).bytes;
}

/** `buildZip`, telling also where each header, body, record and end record lies. */
export function buildZipWithMap(entries: readonly ZipEntryOptions[], options: ZipOptions = {}): BuiltZip {
  const { pieces, map } = layOutZip(entries, options, () => {
    throw new TypeError('holeBytes: only buildSparseZip makes bodies without bytes');
  });
  const bytes = Buffer.alloc(map.size);
  for (const piece of pieces) bytes.set(piece.bytes, piece.offset);
  return { bytes, map, entries, options };
}
