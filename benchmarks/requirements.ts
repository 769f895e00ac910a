import { formatBytes, formatSeconds, formatTimes } from './format.ts';
import { atLeast, atMost, type Requirement } from './requirement.ts';
import { medianOf, type Table } from './tables.ts';

/** MB are 10^6 bytes: stricter than MiB. */
const maxPeakBytes = 160e6;
const maxPlanSeconds = 6;
const maxPlanPeakBytes = 600e6;

/** Compares measurements of full-size archives with the requirements. */
export function compareRequirements(tables: readonly Table[]): Requirement[] {
  const rows = new Map(tables.flatMap((table) => table.rows).map((row) => [row.id, row]));
  const median = (id: string): number | undefined => medianOf(rows.get(id)?.seconds ?? []);
  const peak = (id: string): number | undefined => rows.get(id)?.peakBytes;
  const times = (id: string, otherId: string): number | undefined => divide(median(id), median(otherId));
  return [
    atMost('split, manifest order: at most 3.0 × `cp`', times('ours', 'cp'), 3, formatTimes),
    atMost('split, shuffled: at most 3.5 × `cp`', times('ours-shuffled', 'cp'), 3.5, formatTimes),
    atLeast('split: at least 4 × as fast as `zip --copy`', times('zip-copy', 'ours'), 4),
    atLeast('split: at least 20 × as fast as unzipper → archiver', times('unzipper-archiver', 'ours'), 20),
    atMost(
      'split: peak memory at most 160 MB',
      maxOf(peak('ours'), peak('ours-shuffled')),
      maxPeakBytes,
      formatBytes,
    ),
    atMost(
      'split, an archive ten times as large: peak memory at most 160 MB',
      peak('ours-large'),
      maxPeakBytes,
      formatBytes,
    ),
    atMost('plan, 1,000,000 entries: at most 6 s', median('ours-plan'), maxPlanSeconds, formatSeconds),
    atMost(
      'plan, 1,000,000 entries: peak memory at most 600 MB',
      peak('ours-plan'),
      maxPlanPeakBytes,
      formatBytes,
    ),
    ...tables.flatMap(({ requirements }) => requirements),
  ];
}

function divide(value: number | undefined, by: number | undefined): number | undefined {
  return value === undefined || by === undefined ? undefined : value / by;
}

function maxOf(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);
}
