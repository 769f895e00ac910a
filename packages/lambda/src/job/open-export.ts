import { tmpdir } from 'node:os';
import { WHOLE_OBJECT_READING, type S3Source } from '@biospex/batch-aws';
import { sweepSpools, withExport, type OpenExport, type WithExportOptions } from '@biospex/batch-core/node';
import type { JobTools } from './job-tools.ts';

/** Age of a spool that no living job can own: Lambda ends a function after 15 minutes. */
const ABANDONED_AFTER_MS = 20 * 60_000;

/**
 * Opens the archive of a job, lets `work` use it, and removes what a TAR archive was unpacked into, whatever happens: in /tmp
 * as long as `MAX_TMP_SIZE` allows, else in `EFS_PATH`.
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
      if (removed > 0) log.warn({ directory, removed }, 'spools of crashed runs were removed');
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
      log.warn({ err }, 'what the archive was unpacked into could not be removed');
    },
    progress,
    signal,
  };
  return withExport(archive, options, (opened) => {
    if (opened.isSpooled) log.info({ spooledBytes: opened.spooledBytes }, 'TAR archive is unpacked');
    return work(opened);
  });
}
