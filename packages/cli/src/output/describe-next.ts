import { nextSteps, type Plan } from '@biospex/batch-core';
import type { BatchKind } from '../destination/guard-output.ts';
import { isS3Url } from '../s3-location.ts';
import { printable } from './printable.ts';

/** How and where batches were saved: a directory or an address in S3. */
export interface Saved {
  readonly as: BatchKind;
  readonly out: string;
}

/** Batches whose steps are printed; `--json` has those of all. */
const MAX_SHOWN_BATCHES = 10;

/** What to do with each batch. */
export function stepsOf(plan: Plan, { as, out }: Saved): ReturnType<typeof nextSteps>[] {
  const place = isS3Url(out) ? '' : out;
  return plan.batches.map((_, i) => nextSteps(plan, i + 1, { as, place }));
}

/** The same in lines to read and to copy, after an empty one. */
export function describeNext(plan: Plan, saved: Saved): string {
  const first = isS3Url(saved.out) ? 'download the batches, then make' : 'make';
  const shown = stepsOf(plan, saved).slice(0, MAX_SHOWN_BATCHES);
  const more = plan.batches.length - shown.length;
  return [
    '',
    `Next, ${first} a subject set of each batch: in Zooniverse's project builder (https://www.zooniverse.org/lab), or with panoptes-cli,`,
    'where PROJECT and SET stand for the numbers of the project and of the new set.',
    ...(saved.as === 'zips' ? ['The builder takes no ZIPs; --as folders saves you the unpacking.'] : []),
    ...shown.flatMap(({ builder, commands }) => [
      ` - ${builder}; or`,
      ...commands.map((line) => `     ${line}`),
    ]),
    ...(more > 0 ? [` and the same with the other ${more}; --json lists them`] : []),
    '',
  ]
    .map(printable)
    .join('\n');
}
