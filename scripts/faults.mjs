import './require-node-24.mjs';
import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { readOptions, readWholeNumber, refuse } from './read-options.mjs';

const HELP = `Usage: pnpm faults [options]

Runs jobs on local stacks while functions are killed and requests fail. The first runs kill the function once at
each request of a job; the seed chooses the faults of the rest. Exits with 1 if a job does not end as promised.

Options:
  --runs N   number of runs, at least 3 (default: 300)
  --seed N   repeats the faults of an earlier run (default: random)
  --lanes N  stacks that run at the same time (default: 8)
  --help     show this`;

const values = readOptions(HELP, {
  runs: { type: 'string', default: '300' },
  seed: { type: 'string', default: String(randomInt(2 ** 31)) },
  lanes: { type: 'string', default: '8' },
});
const runs = readWholeNumber('runs', values.runs, HELP);
const seed = readWholeNumber('seed', values.seed, HELP);
const lanes = readWholeNumber('lanes', values.lanes, HELP);
if (runs < 3) refuse(`--runs ${runs}: must be at least 3, the runs without a fault`, HELP);
if (lanes === 0) refuse('--lanes 0: must be at least 1', HELP);

const pathOf = (/** @type {string} */ path) => fileURLToPath(new URL(`../packages/${path}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'biospex-faults-'));
const bundle = join(folder, 'handler.mjs');
execFileSync(process.execPath, [pathOf('lambda/scripts/bundle.mjs'), bundle]);
const { faultTable, runFaults } = await import(pathOf('local-stack/test/faults/run-faults.ts'));

console.log(`faults: ${runs} runs from seed ${seed}, ${lanes} at a time`);
const started = performance.now();
let done = 0;
const outcomes = await runFaults({
  bundle,
  runs,
  seed,
  lanes,
  everyRequest: true,
  onRun: (
    /** @type {{ kind: string, format: string, seconds: number, problems: string[], log: string[] }} */ outcome,
  ) => {
    done++;
    const { kind, format, seconds, problems, log } = outcome;
    if (problems.length > 0) {
      process.exitCode = 1;
      console.error(
        `FAILED run ${done}: ${kind}, ${format}, ${seconds.toFixed(1)} s: ${problems.join('; ')}`,
      );
      for (const line of log) console.error(`  ${line}`);
    }
    if (done % 25 === 0)
      console.log(`${done} runs after ${((performance.now() - started) / 1000).toFixed(0)} s`);
  },
});
console.log(faultTable(outcomes).join('\n'));
rmSync(folder, { recursive: true });
