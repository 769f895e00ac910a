import type { ByteSource } from '../ports/byte-source.ts';
import type { Inflate, Pieces } from '../ports/inflate.ts';
import { readZipIndex } from '../zip/read-zip-index.ts';
import { unpackEntry } from '../zip/unpack-entry.ts';

/** A file of a batch: the manifest or an image. */
export interface BatchFile {
  /** A bare file name. */
  readonly name: string;
  /** Size in bytes: unpacked, and as packed in the batch ZIP. */
  readonly size: number;
  readonly packedSize: number;
  /** Its bytes, to be read once. Rejects with CORRUPT_ENTRY, at the end at the latest, if size or CRC-32 are wrong. */
  readonly pieces: Pieces;
}

/**
 * Lists the files of a batch ZIP in the order of their data, so that it can be written as a folder.
 *
 * @throws StoreError READ_FAILED
 */
export async function listBatchFiles(zip: ByteSource, inflate?: Inflate): Promise<BatchFile[]> {
  const index = await readZipIndex(zip);
  const entries = Array.from({ length: index.count }, (_, entry) => entry);
  entries.sort((one, other) => index.localHeaderOffset(one) - index.localHeaderOffset(other));
  return entries.map((entry) => ({
    name: index.name(entry),
    size: index.uncompressedSize(entry),
    packedSize: index.compressedSize(entry),
    pieces: unpackEntry(zip, index, entry, { damage: 'CORRUPT_ENTRY', inflate }),
  }));
}
