import type { ByteSource } from '../../ports/byte-source.ts';
import { nullProgress, type Progress } from '../../ports/progress.ts';
import type { Spool } from '../spool/spool.ts';
import { gunzip } from './gunzip.ts';
import { readTar, type TarEntry } from './read-tar.ts';
import { sequentialChunks } from './sequential-chunks.ts';
import { ZipSpooler } from './zip-spooler.ts';

export interface SpoolTarOptions {
  /** The archive is a TAR.GZ. */
  readonly isPacked: boolean;
  readonly dryRun?: boolean;
  readonly reading?: { readonly chunkBytes: number; readonly ahead: number };
  readonly progress?: Progress | undefined;
}

const DISK_READING = { chunkBytes: 1024 * 1024, ahead: 2 };

/**
 * Reads a TAR or TAR.GZ archive once, into a spool, and gives the ZIP archive that the spool holds then.
 *
 * @throws InputError what is wrong with the archive
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
