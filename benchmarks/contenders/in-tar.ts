import { checkOutputBytes } from '../check-output.ts';
import type { ArchiveSize } from '../make-data.ts';
import { runProgram } from '../run-program.ts';
import type { Contender } from './contender.ts';
import { zipBatchesScript } from './others.ts';
import { runCommand } from './ours.ts';

export interface TarWork {
  /** A TAR.GZ archive in manifest order. */
  readonly archive: string;
  /** Directory with `batch-01.txt` and so on: the image names of each batch, one name a line. */
  readonly nameLists: string;
  readonly size: ArchiveSize;
  /** Directory in which ours unpacks. */
  readonly spoolDirectory: string;
  readonly signal: AbortSignal;
}

const script = `mkdir "$3/images" && tar -xzf "$1" -C "$3/images" || exit${zipBatchesScript}`;

export function unpackWithTar({ archive }: TarWork): Contender {
  return {
    id: 'tar',
    name: '`tar -xzf` alone, into files',
    programs: ['tar', 'gzip'],
    command: (output) => ({ program: 'tar', args: ['-xzf', archive, '-C', output] }),
  };
}

export function repackWithTar({ archive, nameLists, size }: TarWork): Contender {
  return {
    id: 'tar-zip',
    name: '`tar -xzf`, then `zip -r -j` per batch, no manifest',
    programs: ['sh', 'tar', 'gzip', 'xargs', 'mv', 'mkdir', 'zip'],
    maxRounds: 3,
    command: (output) => ({ program: 'sh', args: ['-c', script, 'sh', archive, nameLists, output] }),
    check: (output) => checkOutputBytes(output, { files: 10, bytes: size.images * size.imageBytes }),
  };
}

/** `biospex-batch split` of a TAR.GZ archive; after its first run `biospex-batch verify` reads every batch. */
export function oursFromTar({ archive, size, spoolDirectory, signal }: TarWork): Contender {
  const environment = { TMPDIR: spoolDirectory };
  return {
    id: 'ours-tar',
    name: '**biospex-batch split**',
    command: (output) => ({
      ...runCommand('split', archive, '--out', output, '--batch-size', String(size.images / 10)),
      environment,
    }),
    async check(output, isFirst) {
      await checkOutputBytes(output, { files: 10, bytes: size.images * size.imageBytes });
      if (isFirst) await runProgram({ ...runCommand('verify', archive, output), environment }, { signal });
    },
  };
}
