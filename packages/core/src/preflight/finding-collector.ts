import { MAX_SHOWN } from '../limits.ts';
import type { Finding, FindingCode } from './finding.ts';
import { FINDING_RULES } from './finding-rules.ts';

/** Where something was found. */
export interface Occurrence {
  readonly row?: number;
  readonly column?: string;
  readonly name?: string;
  /** How many it stands for. @default 1 */
  readonly count?: number;
}

interface Tally {
  count: number;
  readonly rows: Set<number>;
  readonly columns: Set<string>;
  readonly names: Set<string>;
}

/** FindingCollector counts what is found, and keeps the first places of each kind. */
export class FindingCollector {
  readonly #tallies = new Map<FindingCode, Tally>();
  readonly #maxPlaces: number;

  /** Keeps at most `maxPlaces` rows, columns and names of each kind. */
  constructor(maxPlaces = MAX_SHOWN) {
    this.#maxPlaces = maxPlaces;
  }

  add(code: FindingCode, { row, column, name, count = 1 }: Occurrence): void {
    let tally = this.#tallies.get(code);
    if (tally === undefined) {
      tally = { count: 0, rows: new Set(), columns: new Set(), names: new Set() };
      this.#tallies.set(code, tally);
    }
    tally.count += count;
    this.#keep(tally.rows, row);
    if (column !== undefined) tally.columns.add(column);
    this.#keep(tally.names, name);
  }

  /** The findings, warnings first, each kind in the order of its rules. */
  findings(): Finding[] {
    const findings: Finding[] = [];
    for (const code of Object.keys(FINDING_RULES) as FindingCode[]) {
      const rule = FINDING_RULES[code];
      const tally = this.#tallies.get(code);
      if (tally === undefined) continue;
      const { count, rows, columns, names } = tally;
      findings.push({
        code,
        severity: rule.severity,
        message: rule.message(count, [...columns]),
        count,
        ...(rows.size > 0 && { rows: [...rows] }),
        ...(columns.size > 0 && { columns: [...columns].slice(0, this.#maxPlaces) }),
        ...(names.size > 0 && { names: [...names] }),
      });
    }
    return findings;
  }

  #keep<T>(set: Set<T>, value: T | undefined): void {
    if (value !== undefined && set.size < this.#maxPlaces) set.add(value);
  }
}
