import { MAX_SHOWN } from '../limits.ts';
import type { Finding, FindingCode, Place } from './finding.ts';
import { FINDING_RULES } from './finding-rules.ts';

interface Tally {
  count: number;
  readonly places: Place[];
  readonly rows: Set<number>;
  readonly columns: Set<string>;
  readonly names: Set<string>;
}

/** FindingCollector counts what is found, and keeps the first places of each kind. */
export class FindingCollector {
  readonly #tallies = new Map<FindingCode, Tally>();
  readonly #maxPlaces: number;

  /** Keeps at most `maxPlaces` places, rows, columns and names of each kind. */
  constructor(maxPlaces = MAX_SHOWN) {
    this.#maxPlaces = maxPlaces;
  }

  add(code: FindingCode, place: Place): void {
    const tally = this.#tally(code);
    tally.count++;
    if (tally.places.length < this.#maxPlaces) tally.places.push(place);
    this.#keep(tally.rows, place.row);
    this.#keep(tally.names, place.name);
    if (place.column !== undefined) tally.columns.add(place.column);
  }

  /** Adds a finding that is only counted. */
  addCount(code: FindingCode, count: number): void {
    if (count > 0) this.#tally(code).count += count;
  }

  /** The findings, warnings first, each kind in the order of its rules. */
  findings(): Finding[] {
    return (Object.keys(FINDING_RULES) as FindingCode[]).flatMap((code) => {
      const tally = this.#tallies.get(code);
      if (tally === undefined) return [];
      const { count, places, rows, columns, names } = tally;
      const { severity, message } = FINDING_RULES[code];
      return {
        code,
        severity,
        message: message(count, [...columns]),
        count,
        ...(places.length > 0 && { places }),
        ...(rows.size > 0 && { rows: [...rows] }),
        ...(columns.size > 0 && { columns: [...columns].slice(0, this.#maxPlaces) }),
        ...(names.size > 0 && { names: [...names] }),
      };
    });
  }

  #tally(code: FindingCode): Tally {
    let tally = this.#tallies.get(code);
    if (tally === undefined) {
      tally = { count: 0, places: [], rows: new Set(), columns: new Set(), names: new Set() };
      this.#tallies.set(code, tally);
    }
    return tally;
  }

  #keep<T>(set: Set<T>, value: T | undefined): void {
    if (value !== undefined && set.size < this.#maxPlaces) set.add(value);
  }
}
