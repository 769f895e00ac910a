import { tmpdir } from 'node:os';
import {
  MemorySource,
  MemoryStore,
  splitArchive,
  type ByteSource,
  type Plan,
  type PlanOptions,
} from '../../src/index.ts';
import { openExport, type OpenExport, type OpenExportOptions } from '../../src/node/open-export.ts';

/** Opens an export with a spool in the folder for temporary files. */
export function openTar(
  archive: Uint8Array | ByteSource,
  options: Partial<OpenExportOptions> = {},
): Promise<OpenExport> {
  const source = archive instanceof Uint8Array ? new MemorySource(archive) : archive;
  return openExport(source, { places: [{ directory: tmpdir() }], ...options });
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
  const opened = await openTar(archive, options);
  try {
    const store = new MemoryStore();
    const plan = await splitArchive(opened.source, store, { stem: 'export', batchSize: 2, ...planOptions });
    const batches = plan.batches.map(({ file }) => Buffer.from(store.files.get(file)!));
    const spooled = Buffer.alloc(opened.source.size);
    await opened.source.read(spooled, 0);
    return { plan, isSpooled: opened.isSpooled, batches, spooled };
  } finally {
    await opened.close();
  }
}
