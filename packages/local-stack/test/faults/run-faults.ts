import { setTimeout as wait } from 'node:timers/promises';
import { seededRandom } from '../../../core/test/helpers/seeded-random.ts';
import { FORMATS, makeFaultExports, type Format } from './exports.ts';
import { FAULT_KINDS, killAtEachRequest, type FaultRun } from './fault-kinds.ts';
import { FaultLane } from './fault-lane.ts';

export interface FaultOptions {
  readonly bundle: string;
  readonly runs: number;
  readonly seed: number;
  /** Stacks side by side. */
  readonly lanes: number;
  /** Also kills a function at each request of a job in turn. */
  readonly everyRequest: boolean;
  readonly onRun?: (outcome: FaultOutcome) => void;
}

/** The outcome of one run. */
export interface FaultOutcome {
  readonly kind: string;
  readonly format: Format;
  readonly messages: number;
  readonly results: number;
  /** Second results, sent after a death in the known window. */
  readonly secondResults: number;
  readonly kills: number;
  readonly deadLetters: number;
  readonly seconds: number;
  /** Requests of the functions. */
  readonly requests: number;
  /** Broken promises. */
  readonly problems: readonly string[];
  /** Output of the functions, if there are problems. */
  readonly log: readonly string[];
}

const CLEAN = 'nothing goes wrong';
const END_SECONDS = 200;

/** Runs jobs with faults, and checks what they leave: see FaultOutcome.problems. */
export async function runFaults(options: FaultOptions): Promise<FaultOutcome[]> {
  const { bundle, runs, seed, lanes: laneCount, everyRequest, onRun = () => undefined } = options;
  const exports = await makeFaultExports();
  const lanes = await Promise.all(Array.from({ length: laneCount }, () => FaultLane.start(bundle, exports)));
  const outcomes: FaultOutcome[] = [];
  const work = async (lane: FaultLane, run: FaultRun): Promise<void> => {
    const outcome = await runOnce(lane, run, `export-${outcomes.length}-${seed}`);
    outcomes.push(outcome);
    onRun(outcome);
  };
  try {
    for (const format of FORMATS) await work(lanes[0]!, { kind: CLEAN, format });
    const requests = new Map(outcomes.map((outcome) => [outcome.format, outcome.requests]));
    const queue = planRuns({ runs: runs - outcomes.length, seed, everyRequest, requests });
    await Promise.all(
      lanes.map(async (lane) => {
        for (let run = queue.shift(); run !== undefined; run = queue.shift()) await work(lane, run);
      }),
    );
    return outcomes;
  } finally {
    await Promise.all(lanes.map((lane) => lane.stop()));
  }
}

function planRuns({
  runs,
  seed,
  everyRequest,
  requests,
}: Pick<FaultOptions, 'runs' | 'seed' | 'everyRequest'> & {
  readonly requests: ReadonlyMap<Format, number>;
}): FaultRun[] {
  const random = seededRandom(seed);
  const planned = everyRequest
    ? FORMATS.flatMap((format) => killAtEachRequest(format, requests.get(format)!))
    : [];
  const kinds = Object.entries(FAULT_KINDS);
  for (let i = 0; planned.length < runs; i++) {
    const [kind, make] = kinds[i % kinds.length]!;
    const format = FORMATS[Math.floor(i / kinds.length + i) % FORMATS.length]!;
    planned.push({ kind, format, ...make(random, requests.get(format)!) });
  }
  return planned.slice(0, runs);
}

async function runOnce(lane: FaultLane, run: FaultRun, stem: string): Promise<FaultOutcome> {
  const { kind, format, fault, begin } = run;
  await lane.clear();
  if (fault !== undefined) lane.fault = (request) => fault(request, lane);
  const startedAt = performance.now();
  const body = lane.messageBody(stem, format);
  const problems: string[] = [];
  const ids = await (begin?.(lane, body) ?? lane.send(body).then((id) => [id])).catch((error: unknown) => {
    problems.push(String(error));
    return [];
  });
  const isLate = (): boolean => performance.now() - startedAt > END_SECONDS * 1000;
  while (!lane.isQuiet && !isLate()) await wait(20);
  if (!lane.isQuiet) problems.push(`unfinished after ${END_SECONDS} s`);
  const results = await lane.takeResults();
  const secondResults = results.length - new Set(results.map(({ messageId }) => messageId)).size;
  problems.push(...(await faultsOf(lane, run, { stem, ids, results })));
  const seconds = (performance.now() - startedAt) / 1000;
  const { kills, deadLetters } = lane;
  const log = problems.length > 0 ? lane.log : [];
  const counts = { messages: ids.length, results: results.length, secondResults, kills, deadLetters };
  return { kind, format, ...counts, seconds, requests: lane.requests.functions, problems, log };
}

/** The broken promises of a run. */
async function faultsOf(
  lane: FaultLane,
  { format, ends = 'success' }: FaultRun,
  {
    stem,
    ids,
    results,
  }: { stem: string; ids: string[]; results: Awaited<ReturnType<FaultLane['takeResults']>> },
): Promise<string[]> {
  const problems: string[] = [];
  const expect = (isSo: boolean, problem: string): void => {
    if (!isSo) problems.push(problem);
  };
  const expected = lane.exports.get(format)!.batches;
  const files = expected.map((_, i) => `${stem}-part${i + 1}.zip`);
  for (const id of ids) {
    const own = results.filter(({ messageId }) => messageId === id);
    const most = 1 + (lane.windows.get(id) ?? 0);
    expect(own.length >= 1 && own.length <= most, `${own.length} results for a message, ${most} at most`);
    for (const { status, batchFiles } of own) {
      expect(status === ends, `the result says ${status}`);
      if (status === 'success')
        expect(String(batchFiles) === String(files), `it lists ${String(batchFiles)}`);
    }
  }
  const batches = await lane.readBatches(stem);
  for (const [file, bytes] of batches)
    expect(Buffer.compare(bytes, expected[files.indexOf(file)] ?? Buffer.of()) === 0, `${file} is wrong`);
  if (ends === 'success') {
    expect(batches.size === files.length, `${batches.size} batches of ${files.length}`);
    const open = lane.openUploads(stem);
    // The open uploads of a killed attempt are too young for the next attempt to abort.
    expect(open.length === 0 || lane.kills > 0, `open uploads: ${open.join(', ')}`);
  }
  // A teller that is killed after it has sent the dead letter sends it again.
  const letters = ends === 'success' ? [0, 0] : [1, 1 + lane.kills];
  expect(
    lane.deadLetters >= letters[0]! && lane.deadLetters <= letters[1]!,
    `${lane.deadLetters} dead letters`,
  );
  const spools = await lane.spools();
  expect(spools.length === 0, `spools: ${spools.join(', ')}`);
  return problems;
}

/** The outcomes as a Markdown table, a line for each kind. */
export function faultTable(outcomes: readonly FaultOutcome[]): string[] {
  const sum = (some: readonly FaultOutcome[], count: (outcome: FaultOutcome) => number): number =>
    some.reduce((total, outcome) => total + count(outcome), 0);
  const line = (kind: string, some: readonly FaultOutcome[]): string => {
    const wrong = some.filter(({ problems }) => problems.length > 0).length;
    const numbers = [
      some.length,
      sum(some, ({ kills }) => kills),
      sum(some, ({ messages }) => messages),
      sum(some, ({ results, secondResults }) => results - secondResults),
      sum(some, ({ secondResults }) => secondResults),
      sum(some, ({ deadLetters }) => deadLetters),
      wrong,
    ];
    return `| ${[kind, ...numbers].join(' | ')} |`;
  };
  const kinds = [...new Set(outcomes.map(({ kind }) => kind))];
  return [
    '| fault | runs | kills | messages | answered | answered twice | dead letters | broken promises |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...kinds.map((kind) =>
      line(
        kind,
        outcomes.filter((outcome) => outcome.kind === kind),
      ),
    ),
    line('all', outcomes),
  ];
}
