import type { ByteSource } from '../../ports/byte-source.ts';
import { nullProgress, type Progress } from '../../ports/progress.ts';
import type { Spool } from '../spool/spool.ts';
import { gunzip } from './gunzip.ts';
import { readTar, type TarEntry } from './read-tar.ts';
import { sequentialChunks } from './sequential-chunks.ts';
import { ZipSpooler } from './zip-spooler.ts';

export interface SpoolTarOptions {
  /** True for a TAR.GZ. */
  readonly isPacked: boolean;
  readonly dryRun?: boolean;
  readonly reading?: { readonly chunkBytes: number; readonly ahead: number };
  readonly progress?: Progress | undefined;
}

const DISK_READING = { chunkBytes: 1024 * 1024, ahead: 2 };

/**
 * Reads a TAR or TAR.GZ archive once, into a spool, and returns the ZIP archive that is then in the spool.
 *
 * @throws InputError if the archive is wrong
 * @throws StoreError READ_FAILED, ARCHIVE_CHANGED, SPOOL_FAILED
 */
export async function spoolTar(
  source: Required<ByteSource>,
  spool: Spool,
  { isPacked, dryRun = false, reading = DISK_READING, progress = nullProgress }: SpoolTarOptions,
): Promise<ByteSource> {
  const chunks = sequentialChunks(source, {
    ...reading,
    onBytes: (done) => {
      progress.report('unpack', done, source.size);
    },
  });
  const spooler = new ZipSpooler(spool, dryRun ? mayBeManifest : undefined);
  await readTar(isPacked ? gunzip(chunks) : chunks, spooler);
  const spooled = await spooler.finish();
  await source.checkUnchanged();
  return spooled;
}

function mayBeManifest({ name }: TarEntry): boolean {
  return /\.csv$/i.test(name);
}
