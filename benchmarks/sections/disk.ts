import { access, constants, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { copyArchiveToDisk, copyWithNode } from '../contenders/copies.ts';
import type { Contender } from '../contenders/contender.ts';
import { oursSplit } from '../contenders/ours.ts';
import { describeSize, formatTimes } from '../format.ts';
import { estimateArchiveBytes, makeArchive } from '../make-data.ts';
import { atMost, type Requirement } from '../requirement.ts';
import { runProgram } from '../run-program.ts';
import { medianOf, type Row } from '../tables.ts';
import type { PlanSection } from './section.ts';

/** Root writes to this file to empty the page cache. */
const DROP_CACHES = '/proc/sys/vm/drop_caches';

/** Splits on a disk: with the archive in the page cache, without it (cold), and until the batches are on the disk. */
export const planDiskSection: PlanSection = ({ images, imageBytes, rounds, isFullSize }) => {
  const size = { images, imageBytes };
  return {
    name: 'disk',
    title: `Ten batches of ${describeSize(size)}, on a disk`,
    place: 'disk',
    neededBytes: 2.1 * estimateArchiveBytes(size),
    isOptional: false,
    async prepare(directory, signal) {
      const archive = join(directory, 'in-order.zip');
      await makeArchive(archive, { ...size, order: 'manifest' }, signal);
      const work = { archive, size };
      const pair = [
        copyWithNode(work),
        oursSplit(
          { id: 'ours-disk', name: '**biospex-batch split** --no-fsync' },
          { ...work, signal, options: ['--no-fsync'] },
        ),
      ];
      return {
        rounds: Math.min(rounds, 3),
        baseId: 'node-copy',
        warmFiles: [archive],
        contenders: [
          ...pair,
          copyArchiveToDisk(work),
          oursSplit({ id: 'ours-fsync', name: '**biospex-batch split**, fsync' }, { ...work, signal }),
          ...((await canDropCaches()) ? pair.map((contender) => cold(contender, signal)) : []),
        ],
        sumUp: (rows) => Promise.resolve({ details: [], requirements: isFullSize ? compare(rows) : [] }),
      };
    },
  };
};

function compare(rows: readonly Row[]): Requirement[] {
  const median = (id: string): number | undefined =>
    medianOf(rows.find((row) => row.id === id)?.seconds ?? []);
  const times = (suffix: string): number | undefined => {
    const [ours, copy] = [median(`ours-disk${suffix}`), median(`node-copy${suffix}`)];
    return ours === undefined || copy === undefined ? undefined : ours / copy;
  };
  return [
    atMost('disk, --no-fsync: at most 1.8 × Node, bytes only', times(''), 1.8, formatTimes),
    atMost('disk, --no-fsync, cold: at most 1.8 × Node, bytes only, cold', times('-cold'), 1.8, formatTimes),
  ];
}

function cold(contender: Contender, signal: AbortSignal): Contender {
  return {
    ...contender,
    id: `${contender.id}-cold`,
    name: `${contender.name}, cold`,
    async prepare() {
      await runProgram({ program: 'sync', args: [] }, { signal });
      await writeFile(DROP_CACHES, '3');
    },
  };
}

async function canDropCaches(): Promise<boolean> {
  return access(DROP_CACHES, constants.W_OK).then(
    () => true,
    () => false,
  );
}
