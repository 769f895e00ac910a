import { buffer } from 'node:stream/consumers';
import unzipper from 'unzipper';
import yauzl from 'yauzl';

/** An entry of a batch as others read it. */
export interface BatchEntry {
  readonly name: string;
  readonly crc32: number;
  /** Its content by unzipper, checked by nobody. */
  readonly content: () => Promise<Buffer>;
  /** Its content by yauzl, which checks size and CRC-32. */
  readonly checkedContent: () => Promise<Buffer>;
}

/**
 * Bits 0, 6 and 13 tell of encryption, 3 of a data descriptor (APPNOTE 4.4.4). Info-ZIP and 7-Zip refuse a batch whose
 * local headers and directory do not agree on these, though yauzl and unzipper do not mind.
 */
const COMPARED_FLAGS = 0x2049;

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
    if (((local.generalPurposeBitFlag ^ entry.generalPurposeBitFlag) & COMPARED_FLAGS) !== 0) {
      throw new Error(
        `${entry.fileName} has flags ${local.generalPurposeBitFlag} in its local header, ${entry.generalPurposeBitFlag} in the directory`,
      );
    }
    entries.push({
      name: entry.fileName,
      crc32: entry.crc32,
      content: () => file.buffer(),
      checkedContent: async () => buffer(await strict.openReadStreamPromise(entry)),
    });
  }
  if (files.length !== entries.length)
    throw new Error(`${files.length} entries to unzipper, ${entries.length} to yauzl`);
  return entries;
}
