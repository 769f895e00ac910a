import { batchName, partNumber, type BatchKind } from '../destination/guard-output.ts';
import { quoted } from '../output/printable.ts';
import type { BatchPlace } from './batch-place.ts';
import type { Problems } from './problems.ts';

export interface ListedBatch {
  /** The name of the ZIP or folder. */
  readonly file: string;
  readonly as: BatchKind;
  /** The number of the batch, from 1. */
  readonly part: number;
  /** Whether the batch before it is missing. */
  readonly isBehindGap: boolean;
}

/**
 * The batches of a name in order: ZIPs unless only folders are there, or `wanted` says otherwise. A gap in their numbers is a
 * problem, and so is that there are none.
 *
 * @throws what `BatchPlace.list` throws
 */
export async function listBatches(
  place: BatchPlace,
  stem: string,
  problems: Problems,
  wanted?: BatchKind,
): Promise<readonly ListedBatch[]> {
  const present = await place.list(`${stem}-part`);
  const partsAs = (kind: BatchKind): number[] =>
    present.flatMap((name) => partNumber(name, stem, kind) ?? []).sort((one, other) => one - other);
  const as = wanted ?? (partsAs('zips').length === 0 && partsAs('folders').length > 0 ? 'folders' : 'zips');
  const parts = partsAs(as);
  if (parts.length === 0) problems.add(`there is no ${batchName(stem, 1, as)}${otherNames(present)}`);
  return parts.map((part, i) => {
    const expected = (parts[i - 1] ?? 0) + 1;
    const isBehindGap = part !== expected;
    if (isBehindGap) problems.add(`${nameParts(stem, as, expected, part - 1, ['is', 'are'])} missing`);
    return { file: batchName(stem, part, as), as, part, isBehindGap };
  });
}

/** `a-part2.zip is`, or `a-part2.zip to a-part7.zip are`. */
export function nameParts(
  stem: string,
  as: BatchKind,
  first: number,
  last: number,
  [singular, plural]: readonly [string, string],
): string {
  if (first === last) return `${batchName(stem, first, as)} ${singular}`;
  return `${batchName(stem, first, as)} to ${batchName(stem, last, as)} ${plural}`;
}

const MAX_SHOWN_NAMES = 3;

/** What the batches are called that lie there instead. */
function otherNames(present: readonly string[]): string {
  const stems = new Set(present.flatMap((name) => /^(.+)-part[1-9]\d*(?:\.zip)?$/.exec(name)?.[1] ?? []));
  if (stems.size === 0) return '';
  const names = [...stems].sort().slice(0, MAX_SHOWN_NAMES).map(quoted);
  return `, but batches of another name: give --name ${names.join(' or ')}`;
}
