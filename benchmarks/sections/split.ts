import { join } from 'node:path';

import { copyArchive, copyWithNode } from '../contenders/copies.ts';
import { copyWithInfoZip, repackWithNode, unpackWithInfoZip } from '../contenders/others.ts';
import { oursSplit } from '../contenders/ours.ts';
import { estimateArchiveBytes, makeArchive, makeNameLists } from '../make-data.ts';
import { describeSize } from '../format.ts';
import type { PlanSection, Section } from './section.ts';

/** Most rounds of slow contenders. */
const maxSlowRounds = 3;

/** All ways to make ten batches, compared with `cp`. */
export const planSplitSection: PlanSection = (options) => {
  const { images, imageBytes, rounds } = options;
  const size = { images, imageBytes };
  return {
    name: 'split',
    title: `Ten batches of ${describeSize(size)}`,
    place: 'memory',
    // Two archives, and all images twice for `unzip` and `zip`.
    neededBytes: 4.2 * estimateArchiveBytes(size),
    isOptional: false,
    async prepare(directory, signal): Promise<Section> {
      const archive = join(directory, 'in-order.zip');
      const shuffled = join(directory, 'shuffled.zip');
      const nameLists = join(directory, 'names');
      await makeArchive(archive, { ...size, order: 'manifest' }, signal);
      await makeArchive(shuffled, { ...size, order: 'shuffled' }, signal);
      await makeNameLists(nameLists, size);
      const work = { archive, nameLists, size };
      return {
        rounds,
        baseId: 'cp',
        contenders: [
          copyArchive(work),
          copyWithNode(work),
          oursSplit({ id: 'ours', name: '**biospex-batch split**, manifest order' }, { ...work, signal }),
          oursSplit(
            { id: 'ours-shuffled', name: '**biospex-batch split**, shuffled' },
            { archive: shuffled, size, signal },
          ),
          copyWithInfoZip({ ...work, maxRounds: rounds }),
          unpackWithInfoZip({ ...work, maxRounds: maxSlowRounds }),
          repackWithNode({ ...work, maxRounds: maxSlowRounds }),
        ],
      };
    },
  };
};
