// Fuzzes the engine with cases that nobody has seen yet: `pnpm fuzz [--seconds N] [--cases N] [--seed N] [--mode MODE]`.
// A case is known by its number: `pnpm fuzz --mode archive --seed 123 --cases 1` repeats one.
import './require-node-24.mjs';
import { fork } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const MODES = ['archive', 'manifest', 'differential'];
/** A case takes milliseconds: one that has not ended after this hangs. */
const HANG_SECONDS = 120;
const PROGRESS_SECONDS = 10;

const parameters = process.argv.slice(2);
const { values } = parseArgs({
  // `pnpm fuzz -- --seed 1` hands the dashes down.
  args: parameters.filter((parameter) => parameter !== '--'),
  options: {
    seconds: { type: 'string', default: '60' },
    cases: { type: 'string', default: String(Number.MAX_SAFE_INTEGER) },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    mode: { type: 'string' },
  },
});
const [seconds, cases, seed] = [Number(values.seconds), Number(values.cases), Number(values.seed)];
if (![seconds, cases, seed].every((value) => Number.isSafeInteger(value) && value >= 0))
  throw new TypeError('--seconds, --cases and --seed are whole numbers');
const modes = values.mode === undefined ? MODES : [values.mode];
if (!modes.every((mode) => MODES.includes(mode))) throw new TypeError(`--mode is one of ${MODES.join(', ')}`);

if (process.send === undefined) watch();
else await work();

/** Runs the cases in a process of its own, so that one that hangs or kills it is known. */
function watch() {
  console.log(`fuzz: ${modes.join(', ')}, from seed ${seed}`);
  const child = fork(fileURLToPath(import.meta.url), [...parameters, '--seed', values.seed]);
  let last = 'before the first case';
  const timer = setTimeout(() => {
    console.error(`hangs for ${HANG_SECONDS} s: ${last}`);
    child.kill('SIGKILL');
  }, HANG_SECONDS * 1000);
  child.on('message', (message) => {
    last = String(message);
    timer.refresh();
  });
  child.on('exit', (code, signal) => {
    clearTimeout(timer);
    // A promise that never settles ends the process too, with code 13.
    if (code !== 0 && code !== 1) console.error(`ended with ${signal ?? `code ${code}`}: ${last}`);
    process.exitCode = code === 0 ? 0 : 1;
  });
}

async function work() {
  const { fuzz } = await import(String(new URL('../packages/core/test/fuzz/fuzz.ts', import.meta.url)));
  /** @type {string | undefined} */
  let folder;
  for (const mode of modes) {
    const started = performance.now();
    const elapsed = () => (performance.now() - started) / 1000;
    let nextReport = PROGRESS_SECONDS;
    const report = await fuzz({
      mode,
      seed,
      goesOn: (/** @type {number} */ done) => {
        if (elapsed() > nextReport) {
          nextReport += PROGRESS_SECONDS;
          console.log(`${mode}: ${done} cases, ${(done / elapsed()).toFixed(1)} a second`);
        }
        return done < cases && elapsed() < seconds / modes.length;
      },
      onStart: (/** @type {number} */ number) => process.send?.(`${mode} case ${number}`),
      onFailure: (
        /** @type {number} */ number,
        /** @type {{ archive: Uint8Array, problems: string[] }} */ { archive, problems },
      ) => {
        process.exitCode = 1;
        folder ??= mkdtempSync(join(tmpdir(), 'biospex-fuzz-'));
        const file = join(folder, `${mode}-${number}.zip`);
        writeFileSync(file, archive);
        console.error(`FAILED ${mode} case ${number}: ${problems.join('; ')}\n  input: ${file}`);
      },
    });
    const rate = (report.cases / elapsed()).toFixed(1);
    console.log(
      `${mode}: ${report.cases} cases from seed ${seed} in ${elapsed().toFixed(0)} s, ${rate} a second, ${report.failures.length} failures`,
    );
    for (const [outcome, count] of Object.entries(report.outcomes).sort(([, a], [, b]) => b - a))
      console.log(`  ${String(count).padStart(7)}  ${outcome}`);
  }
  process.disconnect();
}
