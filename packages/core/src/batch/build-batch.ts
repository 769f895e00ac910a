import { concat } from '../concat.ts';
import type { PlanContents } from '../plan/plan.ts';
import { METHOD, SIGNATURE, VERSION, viewOf, ZIP64_LOCATOR } from '../zip/records.ts';
import {
  writeCentralHeader,
  writeEndRecords,
  writeLocalHeader,
  type EntryRecord,
} from '../zip/write-records.ts';
import { layOutImages } from './lay-out-images.ts';
import { LayoutBuilder } from './layout-builder.ts';
import type { Layout, Segment } from '../ports/layout.ts';

/** The manifest's name in every batch, as Zooniverse's tools and BIOSPEX use it. */
const MANIFEST_NAME = new TextEncoder().encode('manifest.csv');
/** 1980-01-01 00:00, the first MS-DOS date (APPNOTE 4.4.6). A constant, so that a batch always has the same bytes. */
const FIRST_DATE = 0x0021_0000;

/** The manifest of a batch; `size` in bytes. */
export interface BatchManifest {
  readonly segments: readonly Segment[];
  readonly size: number;
  readonly crc32: number;
}

/**
 * Lays out a batch: images in the order of the source, so that neighbors become one range; then the manifest; then the
 * central directory, with the manifest first and the images in the order of the manifest.
 *
 * @param dataStarts data offsets of the entries that get a new local header
 */
export function buildBatch(
  contents: PlanContents,
  entries: readonly number[],
  dataStarts: ReadonlyMap<number, number>,
  manifest: BatchManifest,
): Layout {
  const builder = new LayoutBuilder();
  const images = layOutImages(contents, entries, dataStarts, builder);
  const manifestRecord = recordOfManifest(manifest, builder.size);
  builder.addBytes(writeLocalHeader(manifestRecord));
  for (const segment of manifest.segments) builder.add(segment);
  const directoryOffset = builder.size;
  const directory = joinHeaders(writeCentralHeader(manifestRecord), images);
  builder.addBytes(directory);
  builder.addBytes(
    writeEndRecords({ entryCount: entries.length + 1, directoryOffset, directorySize: directory.length }),
  );
  return builder.finish();
}

/**
 * Joins the headers, the manifest's first. If the last 20 bytes begin like a ZIP64 locator, readers take them for one
 * (APPNOTE 4.3.15). The header of an image can look so, by accident or design; the manifest's cannot, so it goes last.
 */
function joinHeaders(manifest: Uint8Array, images: readonly Uint8Array[]): Uint8Array {
  const directory = concat([manifest, ...images]);
  const last = viewOf(directory).getUint32(directory.length - ZIP64_LOCATOR.size, true);
  return last === SIGNATURE.zip64Locator ? concat([...images, manifest]) : directory;
}

/** Stored, because compressors differ between hosts and a batch must not. */
function recordOfManifest({ size, crc32 }: BatchManifest, localHeaderOffset: number): EntryRecord {
  return {
    versionMadeBy: VERSION.plain,
    versionNeeded: VERSION.plain,
    flags: 0,
    method: METHOD.stored,
    lastModified: FIRST_DATE,
    crc32,
    compressedSize: size,
    uncompressedSize: size,
    internalFileAttributes: 0,
    externalFileAttributes: 0,
    localHeaderOffset,
    name: MANIFEST_NAME,
  };
}
