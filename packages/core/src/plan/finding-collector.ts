import { MAX_SHOWN } from '../limits.ts';
import type { Finding, FindingCode, Place } from './finding.ts';
import { FINDING_RULES } from './finding-rules.ts';

interface Tally {
  count: number;
  readonly places: Place[];
  readonly columns: Set<string>;
}

/** FindingCollector counts what is found, and keeps the first places of each kind. */
export class FindingCollector {
  readonly #tallies = new Map<FindingCode, Tally>();
  readonly #maxPlaces: number;

  /** Keeps at most `maxPlaces` places and columns of each kind. */
  constructor(maxPlaces = MAX_SHOWN) {
    this.#maxPlaces = maxPlaces;
  }

  add(code: FindingCode, place: Place): void {
    const { places, columns } = this.addCount(code, 1);
    if (places.length < this.#maxPlaces) places.push(place);
    if (place.column !== undefined && columns.size < this.#maxPlaces) columns.add(place.column);
  }

  /** Adds a finding that is only counted. */
  addCount(code: FindingCode, count: number): Tally {
    const tally = this.#tallies.get(code) ?? { count: 0, places: [], columns: new Set() };
    this.#tallies.set(code, tally);
    tally.count += count;
    return tally;
  }

  /** The findings, warnings first, each kind in the order of its rules. */
  findings(): Finding[] {
    return (Object.keys(FINDING_RULES) as FindingCode[]).flatMap((code) => {
      const tally = this.#tallies.get(code);
      if (tally === undefined || tally.count === 0) return [];
      const { count, places, columns } = tally;
      return {
        code,
        ...FINDING_RULES[code],
        title: FINDING_RULES[code].title(count),
        count,
        ...(places.length > 0 && { places }),
        ...(columns.size > 0 && { columns: [...columns] }),
      };
    });
  }
}
