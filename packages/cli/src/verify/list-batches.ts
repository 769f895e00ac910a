import { batchName, partNumber, type BatchKind } from '../destination/guard-output.ts';
import { quoted } from '../output/printable.ts';
import type { BatchPlace } from './batch-place.ts';
import type { Problems } from './problems.ts';

/** Lists the numbers of a stem's batches in order. If there are none, that is a problem. */
export async function listBatches(
  place: BatchPlace,
  stem: string,
  problems: Problems,
  wanted?: BatchKind,
): Promise<{ readonly as: BatchKind; readonly parts: readonly number[] }> {
  const present = await place.list(`${stem}-part`);
  const partsAs = (kind: BatchKind): number[] =>
    present.flatMap((name) => partNumber(name, stem, kind) ?? []).sort((one, other) => one - other);
  const as = wanted ?? (partsAs('zips').length === 0 && partsAs('folders').length > 0 ? 'folders' : 'zips');
  const parts = partsAs(as);
  if (parts.length === 0)
    problems.add(`${batchName(stem, 1, as)} does not exist${otherNames(present, stem)}`);
  return { as, parts };
}

/** `a-part2.zip`, or `a-part2.zip to a-part7.zip`. */
export function nameParts(stem: string, as: BatchKind, first: number, last: number): string {
  const name = batchName(stem, first, as);
  return first === last ? name : `${name} to ${batchName(stem, last, as)}`;
}

const MAX_SHOWN_NAMES = 3;

/** The stems of other batches in the place. */
function otherNames(present: readonly string[], stem: string): string {
  const stems = new Set(present.flatMap((name) => /^(.+)-part[1-9]\d*(?:\.zip)?$/.exec(name)?.[1] ?? []));
  if (stems.size === 0) return '';
  if (stems.has(stem)) return ', but it does in the other form; leave out --as';
  const names = [...stems].sort().slice(0, MAX_SHOWN_NAMES).map(quoted);
  return `, but batches of ${names.join(' and ')} do; is it the right place? If so, add --name`;
}
