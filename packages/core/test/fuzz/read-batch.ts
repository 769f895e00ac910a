import { buffer } from 'node:stream/consumers';
import unzipper from 'unzipper';
import yauzl from 'yauzl';

/** An entry of a batch as others read it. */
export interface BatchEntry {
  readonly name: string;
  readonly crc32: number;
  readonly hasOddHeader: boolean;
  /** Its content by unzipper, unchecked. */
  readonly content: () => Promise<Buffer>;
  /** Its content by yauzl, which checks size and CRC-32. */
  readonly checkedContent: () => Promise<Buffer>;
}

/** The entries of a batch. Rejects where yauzl or unzipper do not take it, or do not list the same. */
export async function readBatch(bytes: Uint8Array): Promise<BatchEntry[]> {
  const zip = Buffer.from(bytes);
  const { files } = await unzipper.Open.buffer(zip);
  const strict = await yauzl.fromBufferPromise(zip, { strictFileNames: true });
  const entries: BatchEntry[] = [];
  for await (const entry of strict.eachEntry()) {
    const file = files[entries.length];
    if (file?.pathBuffer.equals(entry.fileNameRaw) !== true) {
      throw new Error(
        `entry ${entries.length} is ${entry.fileName} to yauzl, ${file?.path ?? 'nothing'} to unzipper`,
      );
    }
    const local = await strict.readLocalFileHeaderPromise(entry);
    if (!local.fileName.equals(entry.fileNameRaw))
      throw new Error(`${entry.fileName} has another name in its local header`);
    entries.push({
      name: entry.fileName,
      crc32: entry.crc32,
      hasOddHeader: isOddHeader(zip, entry.relativeOffsetOfLocalHeader, entry.generalPurposeBitFlag),
      content: () => file.buffer(),
      checkedContent: async () => buffer(await strict.openReadStreamPromise(entry)),
    });
  }
  if (files.length !== entries.length)
    throw new Error(`${files.length} entries to unzipper, ${entries.length} to yauzl`);
  return entries;
}

/** Bits 0, 6 and 13 stand for encryption, 3 for a data descriptor, 11 for a name in UTF-8 (APPNOTE 4.4.4). */
const COMPARED_FLAGS = 0x2849;

/**
 * True if the local header at `offset` has other flags than the directory, or leaves a size to a ZIP64 field. A batch
 * may have such a header where the archive has one.
 */
export function isOddHeader(zip: Buffer, offset: number, directoryFlags: number): boolean {
  // APPNOTE 4.3.7: 6 - general purpose bit flag, 18 - compressed size, 22 - uncompressed size
  const hasOtherFlags = ((zip.readUInt16LE(offset + 6) ^ directoryFlags) & COMPARED_FLAGS) !== 0;
  return hasOtherFlags || [18, 22].some((field) => zip.readUInt32LE(offset + field) === 0xffff_ffff);
}
