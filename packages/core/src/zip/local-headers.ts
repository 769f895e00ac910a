import { concurrently } from '../concurrently.ts';
import type { ByteSource } from '../ports/byte-source.ts';
import type { Progress } from '../ports/progress.ts';
import { LOCAL_HEADER, SIGNATURE, UINT32_MAX, viewOf } from './records.ts';
import { entryError } from './read-zip-index.ts';
import type { ZipIndex } from './zip-index.ts';

/** Headers read at a time: enough to hide a disk's latency, few enough to keep its queue short. */
const CONCURRENCY = 16;
const REPORT_EVERY = 4096;

export interface CheckLocalHeadersOptions {
  readonly progress: Progress;
  /** Tells of which entries the caller wants to know where their data starts. */
  readonly keep: (entry: number) => boolean;
}

/**
 * Compares the local headers of `entries` with the directory, and gives where the data of those to keep starts.
 *
 * @throws InputError CORRUPT_ENTRY, OVERLAPPING_ENTRIES
 */
export async function checkLocalHeaders(
  source: ByteSource,
  index: ZipIndex,
  entries: ArrayLike<number>,
  { progress, keep }: CheckLocalHeadersOptions,
): Promise<Map<number, number>> {
  const dataStarts = new Map<number, number>();
  let done = 0;
  await concurrently(entries.length, CONCURRENCY, async (position) => {
    const entry = entries[position] ?? 0;
    const dataStart = await readDataStart(source, index, entry);
    if (keep(entry)) dataStarts.set(entry, dataStart);
    if (++done % REPORT_EVERY === 0) progress.report('check', done, entries.length);
  });
  progress.report('check', entries.length, entries.length);
  return dataStarts;
}

/** Reads one local header and gives the offset of the entry's data. */
export async function readDataStart(source: ByteSource, index: ZipIndex, entry: number): Promise<number> {
  const name = index.storedName(entry);
  const start = index.localHeaderOffset(entry);
  const header = new Uint8Array(LOCAL_HEADER.size + name.length);
  await source.read(header, start);
  const view = viewOf(header);
  const disagreement = compare(view, header, index, entry, name);
  if (disagreement !== undefined) throw entryError('CORRUPT_ENTRY', index, entry, `${disagreement}; the archive is damaged`);
  const dataStart = start + header.length + view.getUint16(LOCAL_HEADER.extraFieldLength, true);
  if (dataStart + index.compressedSize(entry) > index.extentEnd(entry)) {
    throw entryError('OVERLAPPING_ENTRIES', index, entry, `runs into what starts at offset ${index.extentEnd(entry)}`);
  }
  return dataStart;
}

function compare(view: DataView, header: Uint8Array, index: ZipIndex, entry: number, name: Uint8Array): string | undefined {
  if (view.getUint32(LOCAL_HEADER.signature, true) !== SIGNATURE.localHeader) {
    return `has no local header at offset ${index.localHeaderOffset(entry)}, where the directory says it is`;
  }
  if (view.getUint16(LOCAL_HEADER.fileNameLength, true) !== name.length || !endsWith(header, name)) {
    return 'goes by another name in its local header';
  }
  const method = view.getUint16(LOCAL_HEADER.method, true);
  if (method !== index.method(entry)) return `has compression method ${method} in its local header, ${index.method(entry)} in the directory`;
  // Where a data descriptor follows, sizes and CRC-32 may be left zero here (APPNOTE 4.4.4, bit 3).
  const mayBeZero = index.hasDataDescriptor(entry);
  const fields = [
    ['CRC-32', view.getUint32(LOCAL_HEADER.crc32, true), index.crc32(entry)],
    ['packed size', view.getUint32(LOCAL_HEADER.compressedSize, true), index.compressedSize(entry)],
    ['unpacked size', view.getUint32(LOCAL_HEADER.uncompressedSize, true), index.uncompressedSize(entry)],
  ] as const;
  for (const [field, local, central] of fields) {
    const isDeferred = (mayBeZero && local === 0) || (local === UINT32_MAX && field !== 'CRC-32');
    if (!isDeferred && local !== central) return `has ${field} ${local} in its local header, ${central} in the directory`;
  }
  return undefined;
}

function endsWith(bytes: Uint8Array, end: Uint8Array): boolean {
  const shift = bytes.length - end.length;
  return end.every((byte, i) => byte === bytes[shift + i]);
}
