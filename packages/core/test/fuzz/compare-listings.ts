import { BatchError } from '../../src/index.ts';
import type { ListedEntry, Listing } from './listing.ts';

export interface Comparison {
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Compares our list of an archive with those of others, by their names; undefined stands for a reader that died. If
 * others disagree among themselves, it is enough that one agrees with us: the archive is ambiguous, and they have their
 * own faults. So is an archive with several end records, but then ours may not be the one without entries.
 */
export function compareListings(
  ours: Listing,
  others: ReadonlyMap<string, Listing | undefined>,
  archive: Uint8Array,
): Comparison {
  const deaths = [...others].filter(([, listing]) => listing === undefined).map(([name]) => `${name} died`);
  const { problems = [], notes = [] } = compare(ours, others, archive);
  return { problems, notes: [...notes, ...deaths] };
}

function compare(
  ours: Listing,
  others: ReadonlyMap<string, Listing | undefined>,
  archive: Uint8Array,
): Partial<Comparison> {
  const accepting = [...others].flatMap(([name, listing]) =>
    listing === undefined || listing instanceof Error ? [] : [{ name, listing }],
  );
  if (ours instanceof Error) return compareRefusal(ours, accepting.length, others.size);
  if (accepting.length === 0) return { notes: ['only we accept'] };
  const disagreeing = accepting.flatMap(({ name, listing }) => {
    const difference = findDifference(ours, listing);
    return difference === undefined ? [] : [{ name, difference }];
  });
  if (disagreeing.length === 0) return { notes: ['all who accept agree'] };
  if (disagreeing.length < accepting.length)
    return { notes: disagreeing.map(({ name }) => `${name} disagrees with us and another`) };
  const endRecords = Buffer.from(archive).toString('latin1').split('PK\x05\x06').length - 1;
  if (ours.length > 0 && endRecords > 1) return { notes: ['several end records to choose from'] };
  const sentences = disagreeing.map(({ name, difference }) => `${name}: ${difference}`);
  return { problems: [`our list differs from ${sentences.join('; ')}`] };
}

function compareRefusal(refusal: Error, accepting: number, count: number): Partial<Comparison> {
  if (!(refusal instanceof BatchError))
    return { problems: [`refused with no BatchError: ${refusal.stack ?? ''}`] };
  if (accepting === 0) return { notes: ['all refuse'] };
  return { notes: [`${accepting === count ? 'only we' : 'we and some'} refuse: ${refusal.code}`] };
}

/** Offsets may differ by what stands in front of the archive: by the same for every entry. */
function findDifference(ours: readonly ListedEntry[], theirs: readonly ListedEntry[]): string | undefined {
  if (ours.length !== theirs.length) return `${theirs.length} entries instead of ${ours.length}`;
  const shift = (theirs[0]?.offset ?? 0) - (ours[0]?.offset ?? 0);
  for (const [i, our] of ours.entries()) {
    const expected = { ...our, offset: our.offset + shift };
    for (const field of ['name', 'size', 'packedSize', 'crc32', 'offset'] as const) {
      const found = theirs[i]?.[field];
      if (found !== expected[field]) return `entry ${i} has ${field} ${found} instead of ${expected[field]}`;
    }
  }
  return undefined;
}
