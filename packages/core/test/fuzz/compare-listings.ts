import { BatchError } from '../../src/index.ts';
import type { ListedEntry } from './listed-entry.ts';
import type { Listing, Listings } from './listings.ts';

export interface Comparison {
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Compares our list of an archive with those of the others. Where others disagree among themselves, it is enough that
 * one agrees with us: the archive is ambiguous, and they have their own faults. So is one with several end records,
 * but then ours may not be the one of an empty archive.
 */
export function compareListings({ ours, others }: Listings, archive: Uint8Array): Comparison {
  const accepting = [...others].filter(([, listing]) => !(listing instanceof Error));
  if (ours instanceof Error) return compareRefusal(ours, accepting.length, others.size);
  if (accepting.length === 0) return { problems: [], notes: ['only we accept'] };
  const differences = accepting.map(([name, listing]) => ({
    name,
    difference: findDifference(ours, listing),
  }));
  const disagreeing = differences.filter(({ difference }) => difference !== undefined);
  if (disagreeing.length === 0) return { problems: [], notes: ['all who accept agree'] };
  const sentences = disagreeing.map(({ name, difference }) => `${name}: ${difference ?? ''}`);
  if (disagreeing.length < differences.length)
    return { problems: [], notes: disagreeing.map(({ name }) => `${name} disagrees with us and another`) };
  if (ours.length > 0 && countEndRecords(archive) > 1)
    return { problems: [], notes: ['several end records to choose from'] };
  return { problems: [`our list differs from ${sentences.join('; ')}`], notes: [] };
}

function countEndRecords(archive: Uint8Array): number {
  return Buffer.from(archive).toString('latin1').split('PK\x05\x06').length - 1;
}

function compareRefusal(refusal: Error, accepting: number, count: number): Comparison {
  if (!(refusal instanceof BatchError))
    return { problems: [`refused with no BatchError: ${refusal.stack ?? ''}`], notes: [] };
  if (accepting === 0) return { problems: [], notes: ['all refuse'] };
  return {
    problems: [],
    notes: [accepting === count ? `only we refuse: ${refusal.code}` : `we and some refuse: ${refusal.code}`],
  };
}

/** Offsets may differ by what stands in front of the archive: by the same for every entry. */
function findDifference(ours: readonly ListedEntry[], theirs: Listing): string | undefined {
  if (theirs instanceof Error) return undefined;
  if (ours.length !== theirs.length) return `${theirs.length} entries instead of ${ours.length}`;
  const shift = (theirs[0]?.offset ?? 0) - (ours[0]?.offset ?? 0);
  for (const [i, our] of ours.entries()) {
    const their = theirs[i]!;
    for (const field of ['name', 'size', 'packedSize', 'crc32'] as const) {
      if (our[field] !== their[field])
        return `entry ${i} has ${field} ${their[field]} instead of ${our[field]}`;
    }
    if (our.offset + shift !== their.offset)
      return `entry ${i} is at ${their.offset} instead of ${our.offset + shift}`;
  }
  return undefined;
}
