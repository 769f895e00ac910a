import { checkSource } from '../check-misuse.ts';
import { InputError } from '../errors.ts';
import { describeFormat, FORMAT_PROBE_BYTES } from '../zip/detect-format.ts';
import { guardSource, readRange, type ByteSource } from '../ports/byte-source.ts';
import type { Progress } from '../ports/progress.ts';
import { Spool } from './spool/spool.ts';
import type { SpoolPlace } from './spool/spool-place.ts';

export interface OpenExportOptions {
  /** Where a TAR archive may be unpacked: the first place with enough room is used. */
  readonly places: readonly SpoolPlace[];
  /** Awaited only before an archive is unpacked: the time to sweep places. @default nothing */
  readonly beforeUnpacking?: () => Promise<void>;
  /** Leaves images out of the spool: enough for planning. @default false */
  readonly dryRun?: boolean;
  /** Bytes per read, and reads in flight. @default 1 MiB and 2, good for a disk */
  readonly reading?: { readonly chunkBytes: number; readonly ahead: number };
  /** @default nullProgress */
  readonly progress?: Progress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** OpenExport is an export that can be planned and split, whatever its format. */
export interface OpenExport {
  /** A ZIP archive: the export itself, or the spool that a TAR archive was unpacked into. */
  readonly source: ByteSource;
  readonly isSpooled: boolean;
  /** Size of the spool in bytes, 0 without one. */
  readonly spooledBytes: number;
  /** Removes the spool. */
  close(): Promise<void>;
}

/**
 * Opens an export by its content, not its name. A ZIP archive is used as it is; a TAR or TAR.GZ archive is read once
 * and unpacked into a spool, one file that stores all of its files. `planArchive` refuses other formats.
 *
 * @throws InputError if the TAR archive is wrong
 * @throws StoreError READ_FAILED, ARCHIVE_CHANGED, SPOOL_FAILED
 */
export async function openExport(source: ByteSource, options: OpenExportOptions): Promise<OpenExport> {
  checkSource(source);
  const { places, dryRun = false, signal } = options;
  const guarded = guardSource(source, signal);
  const head = await readRange(guarded, 0, Math.min(FORMAT_PROBE_BYTES, source.size));
  const format = describeFormat(head);
  if (format !== 'a gzip file' && format !== 'a TAR archive')
    return { source: guarded, isSpooled: false, spooledBytes: 0, close: () => Promise.resolve() };
  await options.beforeUnpacking?.();
  const spool = await Spool.open(places, dryRun ? 0 : source.size);
  try {
    // Loaded on demand: most exports are ZIPs, and the parser is large.
    const { spoolTar } = await import('./tar/spool-tar.ts');
    const spooled = await spoolTar(guarded, spool, { ...options, isPacked: format === 'a gzip file' });
    signal?.throwIfAborted();
    return {
      source: guardSource(spooled, signal),
      isSpooled: true,
      spooledBytes: spooled.size,
      close: () => spool.dispose(),
    };
  } catch (failure) {
    // The first failure matters. A spool that stays is swept a day later.
    await spool.dispose().catch(() => undefined);
    signal?.throwIfAborted();
    // An archive that is being replaced may look damaged anywhere.
    if (failure instanceof InputError) await guarded.checkUnchanged();
    throw failure;
  }
}

export interface WithExportOptions extends OpenExportOptions {
  /** Called with the reason if the spool cannot be removed, which is not a failure. @default nothing */
  readonly onLeftBehind?: (reason: unknown) => void;
}

/**
 * Opens an export, lets `work` use it, and always closes it. A spool that cannot be removed is not a failure:
 * `sweepSpools` removes it a day later.
 *
 * @throws what `openExport` and `work` throw
 */
export async function withExport<Result>(
  source: ByteSource,
  { onLeftBehind = () => undefined, ...options }: WithExportOptions,
  work: (opened: OpenExport) => Promise<Result>,
): Promise<Result> {
  const opened = await openExport(source, options);
  try {
    return await work(opened);
  } finally {
    await opened.close().catch(onLeftBehind);
  }
}
