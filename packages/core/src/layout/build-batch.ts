import type { Manifest } from '../manifest/manifest.ts';
import type { PlanContents } from '../plan/plan.ts';
import { crc32 } from '../zip/crc32.ts';
import { METHOD, VERSION } from '../zip/records.ts';
import { writeCentralHeader, writeEndRecords, writeLocalHeader, type EntryRecord } from '../zip/write-records.ts';
import { layOutImages } from './lay-out-images.ts';
import { concatenate, LayoutBuilder } from './layout-builder.ts';
import type { Layout } from './layout.ts';

/** The manifest's name in every batch: the one that Zooniverse's tools and BIOSPEX use. */
const MANIFEST_NAME = new TextEncoder().encode('manifest.csv');
/** 1980-01-01 00:00, the first date MS-DOS can tell (APPNOTE 4.4.6): the same batch must have the same bytes. */
const FIRST_DATE = 0x0021_0000;

export interface BuiltBatch {
  readonly layout: Layout;
  readonly rows: number;
  readonly images: number;
}

/**
 * Lays out batch `number` (from 1): its images in the order of the source, so that neighbours become one range, then
 * its manifest, then the central directory with the manifest first and the images in the manifest's order.
 */
export function buildBatch(contents: PlanContents, number: number): BuiltBatch {
  const from = (number - 1) * contents.batchSize;
  const to = Math.min(from + contents.batchSize, contents.keptRows.length);
  if (!Number.isSafeInteger(number) || number < 1 || from >= to) throw new RangeError(`there is no batch ${number}`);
  const builder = new LayoutBuilder();
  const images = layOutImages(contents, [...new Set(contents.keptEntries.subarray(from, to))], builder);
  const manifest = manifestOfRows(contents.manifest, contents.keptRows.subarray(from, to));
  const manifestRecord = recordOfManifest(manifest, builder.size);
  builder.addBytes(writeLocalHeader(manifestRecord));
  builder.addBytes(manifest);
  const directoryOffset = builder.size;
  const directory = concatenate([writeCentralHeader(manifestRecord), ...images]);
  builder.addBytes(directory);
  builder.addBytes(writeEndRecords({ entryCount: images.length + 1, directoryOffset, directorySize: directory.length }));
  return { layout: builder.finish(), rows: to - from, images: images.length };
}

/** The header and some rows (from 0, ascending) of a manifest, byte for byte. */
function manifestOfRows(manifest: Manifest, rows: Uint32Array): Uint8Array {
  const ranges = new LayoutBuilder();
  ranges.addRange(manifest.header.start, manifest.header.end);
  for (const row of rows) ranges.addRange(manifest.rowStarts[row] ?? 0, manifest.rowEnds[row] ?? 0);
  return concatenate(
    ranges.finish().segments.flatMap((segment) => (segment.kind === 'range' ? [manifest.bytes.subarray(segment.start, segment.end)] : [])),
  );
}

/** Stored, since compressors differ between hosts and a batch must not. */
function recordOfManifest(manifest: Uint8Array, localHeaderOffset: number): EntryRecord {
  return {
    versionMadeBy: VERSION.plain,
    versionNeeded: VERSION.plain,
    flags: 0,
    method: METHOD.stored,
    lastModified: FIRST_DATE,
    crc32: crc32(manifest),
    compressedSize: manifest.length,
    uncompressedSize: manifest.length,
    internalFileAttributes: 0,
    externalFileAttributes: 0,
    localHeaderOffset,
    name: MANIFEST_NAME,
    extraBlocks: [],
  };
}
