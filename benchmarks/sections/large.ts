import { join } from 'node:path';

import { oursSplit } from '../contenders/ours.ts';
import { describeSize } from '../format.ts';
import { estimateArchiveBytes, makeArchive } from '../make-data.ts';
import type { PlanSection } from './section.ts';

/** Splits an archive ten times as large, for its peak memory. */
export const planLargeSection: PlanSection = ({ images, imageBytes, large }) => {
  const size = { images, imageBytes: 10 * imageBytes };
  return {
    name: 'large',
    title: `Peak memory with an archive ten times as large: ${describeSize(size)}`,
    place: 'disk',
    neededBytes: 2.5 * estimateArchiveBytes(size),
    isOptional: large !== true,
    async prepare(directory, signal) {
      const archive = join(directory, 'shuffled.zip');
      await makeArchive(archive, { ...size, order: 'shuffled' }, signal);
      return {
        rounds: 1,
        contenders: [
          oursSplit(
            { id: 'ours-large', name: '**biospex-batch split**, shuffled' },
            { archive, size, signal },
          ),
        ],
      };
    },
  };
};
