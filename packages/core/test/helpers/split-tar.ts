import {
  MemorySource,
  MemoryStore,
  planArchive,
  splitArchive,
  type ByteSource,
  type Plan,
  type PlanOptions,
} from '../../src/index.ts';
import { openExport, type OpenExport, type OpenExportOptions } from '../../src/node/open-export.ts';
import { memoryPlace } from './memory-place.ts';

function sourceOf(archive: Uint8Array | ByteSource): ByteSource {
  return archive instanceof Uint8Array ? new MemorySource(archive) : archive;
}

/** Opens an export with a place in memory. */
export function openInMemory(
  archive: Uint8Array | ByteSource,
  options: Partial<OpenExportOptions> = {},
): Promise<OpenExport> {
  return openExport(sourceOf(archive), { places: [memoryPlace()], ...options });
}

export interface SplitTar {
  plan: Plan;
  isSpooled: boolean;
  /** The batches in order. */
  batches: Buffer[];
  /** What was planned and split: the archive itself, or what it was unpacked into. */
  spooled: Buffer;
}

export interface SplitTarOptions extends Partial<OpenExportOptions> {
  plan?: Partial<PlanOptions>;
}

/** Opens, plans and splits an export as the programs do, and closes it again. */
export async function splitTar(
  archive: Uint8Array | ByteSource,
  { plan: planOptions = {}, ...options }: SplitTarOptions = {},
): Promise<SplitTar> {
  const opened = await openInMemory(archive, options);
  try {
    const settings = { stem: 'export', batchSize: 2, ...planOptions };
    const plan = await planArchive(opened.source, settings);
    const store = new MemoryStore();
    await splitArchive(opened.source, store, settings);
    const batches = plan.batches.map(({ file }) => Buffer.from(store.files.get(file)!));
    const spooled = Buffer.alloc(opened.source.size);
    await opened.source.read(spooled, 0);
    return { plan, isSpooled: opened.isSpooled, batches, spooled };
  } finally {
    await opened.close();
  }
}
