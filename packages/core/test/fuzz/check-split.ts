import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MemoryStore, splitArchive, type Plan } from '../../src/index.ts';
import { DirectoryStore } from '../../src/node/index.ts';
import { withTemporaryFolder } from '../helpers/run-tool.ts';
import { checkBatches } from './check-batches.ts';
import { checkRejection, outcomeOf } from './check-rejection.ts';
import type { CaseResult, FuzzCase } from './fuzz-case.ts';
import { WatchedSource } from './watched-source.ts';

interface Run {
  /** Undefined where the archive was refused. */
  readonly plan?: Plan;
  readonly error?: unknown;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly problems: readonly string[];
}

/** Splits the archive of a case, and checks all that is promised of that, whether it is split or refused. */
export async function checkSplit(test: FuzzCase): Promise<CaseResult> {
  const runs = [await splitIntoMemory(test, 2), await splitIntoMemory(test, 1)];
  if (test.isOnDisk) runs.push(await splitIntoDirectory(test));
  const [first] = runs;
  if (first === undefined) throw new TypeError('nothing was run');
  const problems = runs.flatMap((run) => run.problems);
  if (first.plan === undefined) problems.push(...checkRejection(first.error));
  else problems.push(...(await checkBatches(test, first.plan, first.files)));
  if (first.plan === undefined && test.isGood)
    problems.push(`a good archive is refused: ${String(first.error)}`);
  if (runs.some((run) => !isSame(run, first))) problems.push('another run of the same had another result');
  return {
    outcome: first.plan === undefined ? outcomeOf(first.error) : 'split',
    problems,
    archive: test.archive,
  };
}

async function splitIntoMemory({ archive, options }: FuzzCase, concurrency: number): Promise<Run> {
  const store = new MemoryStore();
  const source = new WatchedSource(archive);
  try {
    const plan = await splitArchive(source, store, { ...options, concurrency });
    return { plan, files: store.files, problems: source.problems };
  } catch (error) {
    const leftOver = store.files.size > 0 ? ['left batches in memory after a refusal'] : [];
    return { error, files: store.files, problems: [...source.problems, ...leftOver] };
  }
}

/** Once into a directory that is there already, once into one that is not. */
function splitIntoDirectory({ archive, options }: FuzzCase): Promise<Run> {
  return withTemporaryFolder(async (folder) => {
    const isThere = archive.length % 2 === 0;
    const directory = join(folder, 'batches', 'new');
    if (isThere) await mkdir(directory, { recursive: true });
    const source = new WatchedSource(archive);
    const store = new DirectoryStore(directory, { durable: false });
    try {
      const plan = await splitArchive(source, store, options);
      const names = (await readdir(directory)).sort((a, b) => partNumber(a) - partNumber(b));
      const files = new Map<string, Uint8Array>();
      for (const name of names) files.set(name, await readFile(join(directory, name)));
      return { plan, files, problems: source.problems };
    } catch (error) {
      const left = (await readdir(folder, { recursive: true })).sort().join();
      const folders = `batches,${join('batches', 'new')}`;
      const isClean = left === folders || (left === '' && !isThere);
      const leftOver = isClean ? [] : [`left "${left}" after a refusal`];
      return { error, files: new Map(), problems: [...source.problems, ...leftOver] };
    }
  });
}

function partNumber(file: string): number {
  return Number(/-part(\d+)\.zip$/.exec(file)?.[1]);
}

/** Refusals of an entry when its bytes pass: which entry comes first is left open. */
const ENTRY_CODES = ['CORRUPT_ENTRY', 'OVERLAPPING_ENTRIES'];

function isSame(run: Run, other: Run): boolean {
  if (run.plan === undefined || other.plan === undefined) {
    if (run.plan !== other.plan) return false;
    const codes = [run, other].map(({ error }) => outcomeOf(error));
    return String(run.error) === String(other.error) || codes.every((code) => ENTRY_CODES.includes(code));
  }
  return (
    [...run.files.keys()].join() === [...other.files.keys()].join() &&
    [...run.files].every(
      ([name, bytes]) => Buffer.compare(bytes, other.files.get(name) ?? new Uint8Array(0)) === 0,
    )
  );
}
