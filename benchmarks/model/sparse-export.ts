import {
  createSampleObjectIds,
  makeSampleManifest,
  type SampleOrder,
} from '../../packages/sample/src/index.ts';
import { crc32 } from '../../packages/core/src/zip/crc32.ts';
import { METHOD, VERSION } from '../../packages/core/src/zip/records.ts';
import {
  writeCentralHeader,
  writeEndRecords,
  writeLocalHeader,
  type EntryRecord,
} from '../../packages/core/src/zip/write-records.ts';
import { seed, type ArchiveSize } from '../make-data.ts';

/** An archive whose bytes are made when they are read. */
export interface SparseExport {
  readonly size: number;
  /** Yields the bytes `[start, end)` in pieces. */
  read(start: number, end: number): Iterable<Uint8Array>;
}

/** Makes an export archive of any size in little memory: headers and manifest are real, images are zeros. */
export function makeSparseExport({
  images,
  imageBytes,
  order,
}: ArchiveSize & { readonly order: SampleOrder }): SparseExport {
  const objectId = createSampleObjectIds(seed);
  const imageEntry = (number: number, offset: number): EntryRecord =>
    storedEntry(`${objectId(number)}.jpg`, imageBytes, { crc: 0, offset });
  // All names have the same length, so all images take the same room.
  const stride = writeLocalHeader(imageEntry(0, 0)).length + imageBytes;
  const manifest = Buffer.concat([...makeSampleManifest({ seed, images, order })]);
  const manifestOffset = images * stride;
  const manifestEntry = storedEntry('manifest.csv', manifest.length, {
    crc: crc32(manifest),
    offset: manifestOffset,
  });
  const directory = [
    ...Array.from({ length: images }, (_, number) => writeCentralHeader(imageEntry(number, number * stride))),
    writeCentralHeader(manifestEntry),
  ];
  const manifestHeader = writeLocalHeader(manifestEntry);
  const endRecords = writeEndRecords({
    entryCount: directory.length,
    directoryOffset: manifestOffset + manifestHeader.length + manifest.length,
    directorySize: directory.reduce((sum, { length }) => sum + length, 0),
  });
  const tail = Buffer.concat([manifestHeader, manifest, ...directory, endRecords]);
  return {
    size: manifestOffset + tail.length,
    *read(start, end) {
      for (let position = start; position < end;) {
        const piece = pieceAt(position).subarray(0, end - position);
        yield piece;
        position += piece.length;
      }
    },
  };
  function pieceAt(position: number): Uint8Array {
    if (position >= manifestOffset) return tail.subarray(position - manifestOffset);
    const inEntry = position % stride;
    const header = writeLocalHeader(imageEntry(Math.floor(position / stride), 0));
    return inEntry < header.length ? header.subarray(inEntry) : zeros.subarray(0, stride - inEntry);
  }
}

/** Shared by all images: making 200 GB of zeros would take minutes. */
const zeros = new Uint8Array(1024 ** 2);

function storedEntry(
  name: string,
  size: number,
  { crc, offset }: { readonly crc: number; readonly offset: number },
): EntryRecord {
  return {
    versionMadeBy: VERSION.plain,
    versionNeeded: VERSION.plain,
    flags: 0,
    method: METHOD.stored,
    lastModified: 0,
    crc32: crc,
    compressedSize: size,
    uncompressedSize: size,
    internalFileAttributes: 0,
    externalFileAttributes: 0,
    localHeaderOffset: offset,
    name: Buffer.from(name),
  };
}
