import { ArchiveReader } from './archive-reader.ts';
import type { CaseResult } from './fuzz-case.ts';
import { runCase, type FuzzMode } from './run-case.ts';

export interface FuzzOptions {
  readonly mode: FuzzMode;
  /** Number of the first case; the others follow. */
  readonly seed: number;
  /** Asked before each case, with how many have been run. */
  readonly goesOn: (done: number) => boolean;
  readonly onStart?: (seed: number) => void;
  readonly onFailure?: (seed: number, result: CaseResult) => void;
}

export interface FuzzReport {
  readonly cases: number;
  /** How often each outcome and note came. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Cases that broke a promise, by number. */
  readonly failures: readonly string[];
}

/** Runs cases one after the other, with every promise checked in each. */
export async function fuzz({ mode, seed, goesOn, onStart, onFailure }: FuzzOptions): Promise<FuzzReport> {
  const readers = mode === 'differential' ? await ArchiveReader.findAll() : [];
  const outcomes: Record<string, number> = {};
  const failures: string[] = [];
  let cases = 0;
  try {
    for (; goesOn(cases); cases++) {
      const number = seed + cases;
      onStart?.(number);
      const result = await runCase(mode, number, readers);
      for (const outcome of [result.outcome, ...(result.notes ?? [])])
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      if (result.problems.length === 0) continue;
      failures.push(`${mode} case ${number}: ${result.problems.join('; ')}`);
      onFailure?.(number, result);
    }
  } finally {
    for (const reader of readers) reader.stop();
  }
  return { cases, outcomes, failures };
}
