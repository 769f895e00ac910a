import { join } from 'node:path';

import { copyArchiveToDisk } from '../contenders/copies.ts';
import { oursSplit } from '../contenders/ours.ts';
import { describeSize } from '../format.ts';
import { estimateArchiveBytes, makeArchive } from '../make-data.ts';
import type { PlanSection } from './section.ts';

/** The way to the disk: batches that a power cut cannot take back, beside a copy of which the same is true. */
export const planDiskSection: PlanSection = ({ images, imageBytes, rounds }) => {
  const size = { images, imageBytes };
  return {
    name: 'disk',
    title: `Ten batches of ${describeSize(size)}, until the disk has them`,
    place: 'disk',
    neededBytes: 2.1 * estimateArchiveBytes(size),
    isOptional: false,
    async prepare(directory, signal) {
      const archive = join(directory, 'in-order.zip');
      await makeArchive(archive, { ...size, order: 'manifest' }, signal);
      const work = { archive, size };
      return {
        rounds: Math.min(rounds, 3),
        baseId: 'cp-sync',
        warmFiles: [archive],
        contenders: [
          copyArchiveToDisk(work),
          oursSplit(
            { id: 'ours-disk', name: '**biospex-batch split**, manifest order, fsync' },
            { ...work, signal },
          ),
        ],
      };
    },
  };
};
