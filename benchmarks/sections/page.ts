import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describeSize, formatBytes, formatSeconds } from '../format.ts';
import { estimateArchiveBytes, makeArchive } from '../make-data.ts';
import { atMost, type Requirement } from '../requirement.ts';
import { runProgram } from '../run-program.ts';
import { maximumOf, medianOf, type Detail } from '../tables.ts';
import type { PlanSection } from './section.ts';

/** Measurements of one run of the page. */
interface PageRun {
  readonly overviewSeconds: number;
  readonly firstBatchSeconds: number;
  readonly longestFrameSeconds: number;
  readonly heapBytes: number;
}

const program = fileURLToPath(new URL('../programs/open-page.mjs', import.meta.url));
const buildPage = fileURLToPath(new URL('../../packages/web/scripts/build-page.mjs', import.meta.url));
const maxFirstBatchSeconds = 2;
const maxHeapBytes = 300e6;

/** Measures how soon the page shows an archive and saves its first batch, and its memory. */
export const planPageSection: PlanSection = ({ images, imageBytes, rounds }) => {
  const size = { images, imageBytes };
  return {
    name: 'page',
    title: `The page, with ${describeSize(size)}`,
    place: 'memory',
    neededBytes: 1.5 * estimateArchiveBytes(size),
    isOptional: true,
    async prepare(directory, signal) {
      const archive = join(directory, 'export.zip');
      await makeArchive(archive, { ...size, order: 'manifest' }, signal);
      await runProgram({ program: process.execPath, args: [buildPage] }, { signal });
      const result = join(directory, 'page.json');
      const runs: PageRun[] = [];
      return {
        rounds: Math.min(rounds, 3),
        warmFiles: [archive],
        contenders: [
          {
            id: 'page',
            name: 'Chromium with the page, from its start to its end',
            programs: ['chromium'],
            command: () => ({ program: process.execPath, args: [program, archive, result] }),
            check: async () => {
              runs.push(JSON.parse(await readFile(result, 'utf8')) as PageRun);
              await rm(result);
            },
          },
        ],
        sumUp: () => Promise.resolve({ details: [detailOf(runs)], requirements: requirementsOf(runs) }),
      };
    },
  };
};

function detailOf(runs: readonly PageRun[]): Detail {
  const line = (text: string, field: keyof PageRun, format: (value: number) => string): string[] => {
    const values = runs.map((run) => run[field]);
    const shown = [medianOf(values), maximumOf(values)];
    return [text, ...shown.map((value) => (value === undefined ? '–' : format(value)))];
  };
  return {
    title: 'In the page',
    text: 'Times start with the drop, by the clock of the page. The heap is that of page and worker, after the last row of a batch was shown.',
    header: ['', 'median', 'worst'],
    rows: [
      line('size, rows, images, report and batches are shown', 'overviewSeconds', formatSeconds),
      line('the first batch is downloaded', 'firstBatchSeconds', formatSeconds),
      line('longest time between two frames while the slider moves', 'longestFrameSeconds', formatSeconds),
      line('JavaScript heap', 'heapBytes', formatBytes),
    ],
  };
}

function requirementsOf(runs: readonly PageRun[]): Requirement[] {
  return [
    atMost(
      'page: first batch at most 2 s after the drop',
      medianOf(runs.map((run) => run.firstBatchSeconds)),
      maxFirstBatchSeconds,
      formatSeconds,
    ),
    atMost(
      'page: JavaScript heap at most 300 MB',
      maximumOf(runs.map((run) => run.heapBytes)),
      maxHeapBytes,
      formatBytes,
    ),
  ];
}
