import { gzipSync } from 'node:zlib';
import { MemoryStore, splitArchive } from '@biospex/batch-core';
import { buildTar } from '../../../core/test/helpers/build-tar.ts';
import { buildZip } from '../../../core/test/helpers/build-zip.ts';
import { exportEntries, makeExport, type ExportFixture } from '../../../core/test/helpers/export-fixture.ts';
import { openTar } from '../../../core/test/helpers/split-tar.ts';

export const FORMATS = ['zip', 'scattered.zip', 'tar.gz'] as const;
export type Format = (typeof FORMATS)[number];

/** One batch of more than 5 MiB, so that S3 makes it in parts, and a small one. */
export const BATCH_SIZE = 20;
const EXPORT = { images: 21, imageBytes: 264_000 };

export interface FaultExport {
  readonly fixture: ExportFixture;
  readonly archive: Uint8Array;
  /** The bytes of its batches, in order, from a split in memory. */
  readonly batches: readonly Uint8Array[];
}

/** The exports that all runs share. */
export async function makeFaultExports(): Promise<ReadonlyMap<Format, FaultExport>> {
  const exports = new Map<Format, FaultExport>();
  for (const format of FORMATS) exports.set(format, await makeFaultExport(format));
  return exports;
}

async function makeFaultExport(format: Format): Promise<FaultExport> {
  const fixture = makeExport({ ...EXPORT, order: format === 'scattered.zip' ? 'shuffled' : 'manifest' });
  const { files } = fixture;
  const archive =
    format === 'tar.gz'
      ? gzipSync(buildTar(files.map(({ name, bytes }) => ({ name, data: bytes }))), { level: 1 })
      : buildZip(exportEntries(files));
  const store = new MemoryStore();
  const opened = await openTar(archive);
  const plan = await splitArchive(opened.source, store, { stem: 'export', batchSize: BATCH_SIZE });
  await opened.close();
  return { fixture, archive, batches: plan.batches.map(({ file }) => store.files.get(file)!) };
}
