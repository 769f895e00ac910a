import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { oursFromTar, repackWithTar, unpackWithTar, type TarWork } from '../contenders/in-tar.ts';
import { runCommand } from '../contenders/ours.ts';
import { describeSize, formatBytes, formatTimes } from '../format.ts';
import { estimateArchiveBytes, makeArchive, makeNameLists } from '../make-data.ts';
import { atLeast, atMost } from '../requirement.ts';
import { medianOf, type Row } from '../tables.ts';
import type { PlanSection, Section, SumUp } from './section.ts';

const run = promisify(execFile);
/** MB are 10^6 bytes: stricter than MiB. */
const maxPeakBytes = 200e6;

/** Splits a TAR.GZ, compared with unpacking it alone. */
export const planTarSection: PlanSection = ({ images, imageBytes, rounds, isFullSize }) => {
  const size = { images, imageBytes };
  return {
    name: 'tar',
    title: `Ten batches of a TAR.GZ of ${describeSize(size)}`,
    place: 'memory',
    // The archive, and all images twice: files and ZIPs of `tar` and `zip`, spool and batches of ours.
    neededBytes: 3.2 * estimateArchiveBytes(size),
    isOptional: true,
    async prepare(directory, signal): Promise<Section> {
      const work = {
        archive: join(directory, 'export.tar.gz'),
        nameLists: join(directory, 'names'),
        spoolDirectory: join(directory, 'spool'),
        size,
        signal,
      };
      await makeArchive(work.archive, { ...size, order: 'manifest', format: 'tar.gz' }, signal);
      await makeNameLists(work.nameLists, size);
      await mkdir(work.spoolDirectory);
      return {
        rounds: Math.min(rounds, 3),
        baseId: 'tar',
        contenders: [unpackWithTar(work), oursFromTar(work), repackWithTar(work)],
        sumUp: (rows) => compare(rows, directory, work, isFullSize),
      };
    },
  };
};

async function compare(
  rows: readonly Row[],
  directory: string,
  { archive, size, spoolDirectory }: TarWork,
  isFullSize: boolean,
): Promise<SumUp> {
  const output = join(directory, 'again');
  const { program, args } = runCommand('split', archive, '--out', output, '--json');
  const { stdout } = await run(program, args, { env: { ...process.env, TMPDIR: spoolDirectory } });
  await rm(output, { recursive: true });
  const { spooledBytes } = JSON.parse(stdout) as { spooledBytes: number };
  const unpackedBytes = size.images * size.imageBytes;
  const rowOf = (id: string): Row | undefined => rows.find((row) => row.id === id);
  const median = (id: string): number | undefined => medianOf(rowOf(id)?.seconds ?? []);
  const [tar, ours, tarZip] = [median('tar'), median('ours-tar'), median('tar-zip')];
  const ratio = (one?: number, other?: number): number | undefined =>
    one === undefined || other === undefined ? undefined : one / other;
  const requirements = [
    atMost('TAR.GZ: at most 0.8 × `tar -xzf` alone', ratio(ours, tar), 0.8, formatTimes),
    atLeast('TAR.GZ: at least 6 × as fast as `tar -xzf` and `zip -r -j`', ratio(tarZip, ours), 6),
    atMost('TAR.GZ: peak memory at most 200 MB', rowOf('ours-tar')?.peakBytes, maxPeakBytes, formatBytes),
    atMost('TAR.GZ: spool at most 1.02 × the images', spooledBytes / unpackedBytes, 1.02, formatTimes),
  ];
  return { details: [], requirements: isFullSize ? requirements : [] };
}
