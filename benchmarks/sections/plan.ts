import { join } from 'node:path';

import { oursPlan } from '../contenders/ours.ts';
import { formatCount } from '../format.ts';
import { estimateArchiveBytes, makeArchive } from '../make-data.ts';
import type { PlanSection } from './section.ts';

const imageBytes = 64;

/** Plans an archive with very many entries: index, manifest, plan and report, without copying. */
export const planPlanSection: PlanSection = ({ planEntries, rounds }) => {
  const size = { images: planEntries, imageBytes };
  return {
    name: 'plan',
    title: `Plan of an archive with ${formatCount(planEntries)} entries and rows`,
    place: 'memory',
    neededBytes: estimateArchiveBytes(size),
    isOptional: false,
    async prepare(directory, signal) {
      const archive = join(directory, 'many.zip');
      await makeArchive(archive, { ...size, order: 'manifest' }, signal);
      return { rounds: Math.min(rounds, 3), contenders: [oursPlan(archive)] };
    },
  };
};
