import { deflateRawSync } from 'node:zlib';
import type { BuiltZip } from './build-zip.ts';
import { mutation, type Mutation } from './mutation.ts';
import { entryOf, inBothHeaders, mapOf, withEntry } from './rebuild-zip.ts';

/** Manifests that do not unpack to what their headers promise. */
export const manifestLies: readonly Mutation[] = [
  mutation('whose manifest has a wrong CRC', 'MANIFEST_CORRUPT', (built) =>
    withEntry(built, 'manifest', inBothHeaders({ crc32: (mapOf(built, 'manifest').crc32 ^ 1) >>> 0 })),
  ),
  mutation('whose stored manifest has a wrong CRC', 'MANIFEST_CORRUPT', (built) =>
    withEntry(built, 'manifest', {
      method: 0,
      ...inBothHeaders({ crc32: (mapOf(built, 'manifest').crc32 ^ 1) >>> 0 }),
    }),
  ),
  mutation('whose manifest has one byte changed', 'MANIFEST_CORRUPT', (built) => {
    const rawData = contentOf(built);
    rawData[rawData.length >>> 1]! ^= 1;
    return withEntry(built, 'manifest', { method: 0, rawData });
  }),
  mutation('whose manifest is not a deflate stream', 'MANIFEST_CORRUPT', (built) => {
    const rawData = deflateRawSync(contentOf(built));
    rawData[0]! |= 6; // RFC 1951 3.2.3: block type 3 is reserved
    return withEntry(built, 'manifest', { method: 8, rawData });
  }),
  mutation('whose deflated manifest is cut', 'MANIFEST_CORRUPT', (built) =>
    withEntry(built, 'manifest', { method: 8, rawData: deflateRawSync(contentOf(built)).subarray(0, -20) }),
  ),
  mutation('whose deflated manifest is empty', 'MANIFEST_CORRUPT', (built) =>
    withEntry(built, 'manifest', { method: 8, rawData: Buffer.alloc(0) }),
  ),
  mutation('whose deflated manifest has bytes after its end', 'MANIFEST_CORRUPT', (built) =>
    withEntry(built, 'manifest', {
      method: 8,
      rawData: Buffer.concat([deflateRawSync(contentOf(built)), Buffer.from('left over')]),
    }),
  ),
  mutation('whose manifest is longer than declared', 'MANIFEST_CORRUPT', (built) =>
    withEntry(built, 'manifest', {
      method: 8,
      ...inBothHeaders({ uncompressedSize: contentOf(built).length - 1 }),
    }),
  ),
  mutation('whose manifest is shorter than declared', 'MANIFEST_CORRUPT', (built) =>
    withEntry(built, 'manifest', {
      method: 8,
      ...inBothHeaders({ uncompressedSize: contentOf(built).length + 1 }),
    }),
  ),
  mutation(
    'whose manifest declares 100 bytes and inflates to 8 MiB',
    ['MANIFEST_CORRUPT', 'MANIFEST_TOO_LARGE'],
    (built) =>
      withEntry(built, 'manifest', {
        method: 8,
        rawData: deflateRawSync(Buffer.alloc(8 * 2 ** 20, 'a')),
        ...inBothHeaders({ uncompressedSize: 100 }),
      }),
  ),
  mutation('whose manifest declares almost 4 GiB', ['MANIFEST_TOO_LARGE', 'MANIFEST_CORRUPT'], (built) =>
    withEntry(built, 'manifest', { method: 8, ...inBothHeaders({ uncompressedSize: 0xfffffffe }) }),
  ),
  mutation('whose manifest declares 2^50 bytes', ['MANIFEST_TOO_LARGE', 'CORRUPT_ENTRY'], (built) =>
    withEntry(built, 'manifest', {
      method: 8,
      zip64: { central: ['uncompressedSize'], values: { uncompressedSize: 2n ** 50n } },
      local: { uncompressedSize: 0xffffffff },
    }),
  ),
];

function contentOf(built: BuiltZip): Buffer {
  return Buffer.from(entryOf(built, 'manifest').data as Uint8Array);
}
