import { nextSteps, type Plan } from '@biospex/batch-core';
import type { BatchKind } from '../destination/guard-output.ts';
import { isS3Url } from '../s3-location.ts';
import { printable } from './printable.ts';

export interface Saved {
  readonly as: BatchKind;
  /** A directory, or an address in S3. */
  readonly out: string;
}

/** `--json` has the steps of all batches. */
const MAX_SHOWN_BATCHES = 3;

/** The next steps of each batch. */
export function stepsOf(plan: Plan, { as, out }: Saved): ReturnType<typeof nextSteps>[] {
  const place = isS3Url(out) ? '' : out;
  return plan.batches.map((_, i) => nextSteps(plan, i + 1, { as, place }));
}

/** The next steps as lines to read and to copy. */
export function describeNext(plan: Plan, saved: Saved): string {
  const first = isS3Url(saved.out) ? 'download the batches. Then make' : 'make';
  const shown = stepsOf(plan, saved).slice(0, MAX_SHOWN_BATCHES);
  const more = plan.batches.length - shown.length;
  return [
    '',
    `Next: ${first} a subject set of each batch, in Zooniverse's project builder (https://www.zooniverse.org/lab)`,
    'or with panoptes-cli. Replace PROJECT and SET with the numbers of your project and of the new set.',
    ...(saved.as === 'zips'
      ? ['The builder does not accept ZIPs: unpack them, or split with --as folders.']
      : []),
    ...shown.flatMap(({ builder, commands }) => [
      ` - ${builder}; or`,
      ...commands.map((line) => `     ${line}`),
    ]),
    ...(more > 0 ? [` - do the same with the other ${more}; --json lists the lines of all`] : []),
    '',
  ]
    .map(printable)
    .join('\n');
}
