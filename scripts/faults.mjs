// Runs jobs on local stacks while functions are killed and requests fail: `pnpm faults [--runs N] [--seed N] [--lanes N]`.
// A function is killed once at each request of a job; the other runs are drawn by the seed.
import './require-node-24.mjs';
import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  // `pnpm faults -- --runs 1` hands the dashes down.
  args: process.argv.slice(2).filter((parameter) => parameter !== '--'),
  options: {
    runs: { type: 'string', default: '300' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    lanes: { type: 'string', default: '8' },
  },
});
const [runs, seed, lanes] = [Number(values.runs), Number(values.seed), Number(values.lanes)];
if (![runs, seed, lanes].every((value) => Number.isSafeInteger(value) && value >= 0) || lanes === 0)
  throw new TypeError('--runs, --seed and --lanes are whole numbers');

const pathOf = (/** @type {string} */ path) => fileURLToPath(new URL(`../packages/${path}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'biospex-faults-'));
const bundle = join(folder, 'handler.mjs');
execFileSync(process.execPath, [pathOf('lambda/scripts/bundle.mjs'), bundle]);
const { faultTable, runFaults } = await import(pathOf('local-stack/test/faults/run-faults.ts'));

console.log(`faults: ${runs} runs from seed ${seed}, ${lanes} side by side`);
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
