import { fileURLToPath } from 'node:url';

import { checkOutputBytes } from '../check-output.ts';
import type { ArchiveSize } from '../make-data.ts';
import type { Contender } from './contender.ts';

export interface OthersWork {
  /** An archive in manifest order. */
  readonly archive: string;
  /** Directory with `batch-01.txt` and so on: the image names of each batch, one name a line. */
  readonly nameLists: string;
  readonly size: ArchiveSize;
  readonly maxRounds: number;
}

const repackEntries = fileURLToPath(new URL('../programs/repack-entries.mjs', import.meta.url));

/** Info-ZIP copies entries as they are, too. This script makes no manifests. */
const zipCopyScript = `
for list in "$2"/*.txt; do
  name=\${list##*/}
  zip -q "$1" --copy --out "$3/\${name%.txt}.zip" -@ <"$list" || exit
done`;

/** The end of a shell script: moves the unpacked images of each batch into a directory, and zips it. */
export const zipBatchesScript = `
for list in "$2"/*.txt; do
  name=\${list##*/}
  batch=$3/\${name%.txt}
  mkdir "$batch" || exit
  (cd "$3/images" && xargs sh -c 'exec mv "$@" "$0"' "$batch" <"$list") || exit
  zip -q -r -j "$batch.zip" "$batch" || exit
done`;

/** BIOSPEX's earlier way. */
const unzipScript = `unzip -q "$1" -d "$3/images" || exit${zipBatchesScript}`;

export function copyWithInfoZip(work: OthersWork): Contender {
  return {
    id: 'zip-copy',
    name: '`zip --copy --out`, a run per batch, no manifest',
    programs: ['sh', 'zip'],
    ...shellContender(zipCopyScript, work),
  };
}

export function unpackWithInfoZip(work: OthersWork): Contender {
  return {
    id: 'unzip-zip',
    name: '`unzip`, then `zip -r -j` per batch, no manifest',
    programs: ['sh', 'unzip', 'xargs', 'mv', 'mkdir', 'zip'],
    ...shellContender(unzipScript, work),
  };
}

/** The obvious design on Node: read each entry and write it again. */
export function repackWithNode({ archive, size, maxRounds }: OthersWork): Contender {
  return {
    id: 'unzipper-archiver',
    name: 'unzipper → archiver, stored',
    maxRounds,
    command: (output) => ({
      program: process.execPath,
      args: [repackEntries, archive, output, String(size.images / 10)],
    }),
    check: (output) => checkTenBatches(output, size),
  };
}

function shellContender(
  script: string,
  { archive, nameLists, size, maxRounds }: OthersWork,
): Pick<Contender, 'command' | 'check' | 'maxRounds'> {
  return {
    maxRounds,
    command: (output) => ({ program: 'sh', args: ['-c', script, 'sh', archive, nameLists, output] }),
    check: (output) => checkTenBatches(output, size),
  };
}

function checkTenBatches(output: string, { images, imageBytes }: ArchiveSize): Promise<void> {
  return checkOutputBytes(output, { files: 10, bytes: images * imageBytes });
}
