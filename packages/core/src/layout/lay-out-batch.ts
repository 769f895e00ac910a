import type { Manifest } from '../manifest/manifest.ts';
import type { Plan } from '../plan/plan.ts';
import { batchSlice, buildBatch } from './build-batch.ts';
import { LayoutBuilder } from './layout-builder.ts';
import type { Layout } from './layout.ts';

/**
 * Gives the layout of batch `number`, counted from 1 as in its file name. Pure: the same plan gives the same layout.
 *
 * @throws RangeError when the plan has no such batch
 * @throws TypeError when the plan was a dry run
 */
export function layOutBatch({ contents }: Plan, number: number): Layout {
  const { rows, entries } = batchSlice(contents, number);
  return buildBatch(contents, entries, manifestOfRows(contents.manifest, rows));
}

/** The header and some rows (from 0, ascending) of a manifest, as views of its bytes. */
function manifestOfRows({ bytes, header, rowStarts, rowEnds }: Manifest, rows: Uint32Array): Uint8Array[] {
  if (bytes === undefined) throw new TypeError('a plan made with dryRun cannot be laid out');
  const ranges = new LayoutBuilder();
  ranges.addRange(header.start, header.end);
  for (const row of rows) ranges.addRange(rowStarts[row]!, rowEnds[row]!);
  const { segments } = ranges.finish();
  return segments.flatMap((segment) =>
    segment.kind === 'range' ? bytes.views(segment.start, segment.end) : [],
  );
}
