import { tmpdir } from 'node:os';
import { WHOLE_OBJECT_READING, type S3Source } from '@biospex/batch-aws';
import { sweepSpools, withExport, type OpenExport, type WithExportOptions } from '@biospex/batch-core/node';
import type { JobTools } from './job-tools.ts';

/** An older spool has no owner: Lambda ends a function after 15 minutes. */
const ABANDONED_AFTER_MS = 20 * 60_000;

/**
 * Opens the archive of a job for `work`. A TAR is unpacked in /tmp up to `MAX_TMP_SIZE`, else in `EFS_PATH`; the unpacked file
 * is always removed.
 */
export async function withOpenExport<Result>(
  archive: S3Source,
  { configuration, log, progress, signal }: JobTools,
  work: (opened: OpenExport) => Promise<Result>,
): Promise<Result> {
  const { efsPath, maxTmpBytes } = configuration;
  const temporary = tmpdir();
  const sweep = async (): Promise<void> => {
    for (const directory of [temporary, efsPath]) {
      const removed = await sweepSpools(directory, { now: Date.now(), olderThanMs: ABANDONED_AFTER_MS });
      if (removed > 0) log.warn({ directory, removed }, 'temporary files of crashed runs were removed');
    }
  };
  const options: WithExportOptions = {
    places: [
      { directory: temporary, maxBytes: maxTmpBytes },
      { directory: efsPath, name: `EFS_PATH ${efsPath}`, keepsName: true },
    ],
    beforeUnpacking: sweep,
    reading: WHOLE_OBJECT_READING,
    onLeftBehind: (err) => {
      log.warn({ err }, 'the unpacked archive could not be removed');
    },
    progress,
    signal,
  };
  return withExport(archive, options, (opened) => {
    if (opened.isSpooled) log.info({ spooledBytes: opened.spooledBytes }, 'TAR archive was unpacked');
    return work(opened);
  });
}
