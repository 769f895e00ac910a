import type { Manifest } from '../manifest/manifest.ts';
import { needsNewLocalHeader } from '../plan/output-name.ts';
import { CONTENTS, sliceBatch, type Plan } from '../plan/plan.ts';
import { guardSource, type ByteSource } from '../ports/byte-source.ts';
import type { Layout } from '../ports/layout.ts';
import { crc32 } from '../zip/crc32.ts';
import { readDataStarts } from '../zip/local-header.ts';
import { buildBatch, type BatchManifest } from './build-batch.ts';
import { LayoutBuilder } from './layout-builder.ts';

/**
 * Lays out batch `number`, counted from 1 as in its file name. The same plan gives the same layout. Reads only the
 * local headers of images that get a new one, such as renamed images.
 *
 * @throws RangeError if the plan has no such batch, TypeError if it was a dry run
 * @throws InputError CORRUPT_ENTRY, OVERLAPPING_ENTRIES; StoreError READ_FAILED
 */
export async function layOutBatch(plan: Plan, number: number, source: ByteSource): Promise<Layout> {
  const contents = plan[CONTENTS];
  const { rows, entries } = sliceBatch(contents, number);
  const manifest = manifestOfRows(contents.manifest, rows);
  const { index, respellings } = contents;
  const changed = entries.filter((entry) => needsNewLocalHeader(index, entry, respellings.get(entry)));
  const dataStarts = await readDataStarts(guardSource(source), index, changed);
  return buildBatch(contents, entries, dataStarts, manifest);
}

/** The header and the given rows (from 0, ascending) of a manifest, as views of its bytes. */
function manifestOfRows({ bytes, header, rowStarts, rowEnds }: Manifest, rows: Uint32Array): BatchManifest {
  if (bytes === undefined) throw new TypeError('a plan made with dryRun cannot be laid out');
  const ranges = new LayoutBuilder();
  ranges.addRange(header.start, header.end);
  for (const row of rows) ranges.addRange(rowStarts[row]!, rowEnds[row]!);
  const { segments: rangesOfRows, size } = ranges.finish();
  const parts = rangesOfRows.flatMap((range) =>
    range.kind === 'range' ? bytes.subarray(range.start, range.end) : [],
  );
  return {
    segments: parts.map((part) => ({ kind: 'bytes', bytes: part })),
    size,
    crc32: parts.reduce((crc, part) => crc32(part, crc), 0),
  };
}
