import { checkManifestCode } from './check-manifest-code.ts';
import { checkSplit } from './check-split.ts';
import { compareListings } from './compare-listings.ts';
import type { CaseResult } from './fuzz-case.ts';
import { listEverywhere } from './listings.ts';
import { makeArchiveCase, makeManifestCase } from './make-case.ts';
import type { PythonLister } from './python-lister.ts';

export const FUZZ_MODES = ['archive', 'manifest', 'differential'] as const;
export type FuzzMode = (typeof FUZZ_MODES)[number];

/** Runs one case of a mode: the same number gives the same case, today and anywhere. */
export async function runCase(mode: FuzzMode, seed: number, python?: PythonLister): Promise<CaseResult> {
  if (mode === 'archive') return checkSplit(makeArchiveCase(seed));
  if (mode === 'differential') return runDifferentialCase(makeArchiveCase(seed).archive, python);
  const test = makeManifestCase(seed);
  const result = await checkSplit(test);
  const problems = checkManifestCode(test.manifest ?? new Uint8Array(0), result.outcome);
  return { ...result, problems: [...result.problems, ...problems] };
}

/** Compares what readers list of an archive. */
export async function runDifferentialCase(archive: Uint8Array, python?: PythonLister): Promise<CaseResult> {
  const listings = await listEverywhere(archive, python);
  const { problems, notes } = compareListings(listings, archive);
  return { outcome: listings.ours instanceof Error ? 'refused' : 'listed', problems, notes, archive };
}
