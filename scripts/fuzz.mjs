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

const { values } = parseArgs({
  // `pnpm fuzz -- --seed 1` hands the dashes down.
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: {
    seconds: { type: 'string', default: '60' },
    cases: { type: 'string', default: String(Number.MAX_SAFE_INTEGER) },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    mode: { type: 'string' },
  },
});
const seconds = wholeNumber('seconds');
const cases = wholeNumber('cases');
const seed = wholeNumber('seed');
const modes = values.mode === undefined ? MODES : [values.mode];
if (!modes.every((mode) => MODES.includes(mode)))
  throw new TypeError(`--mode is none of ${MODES.join(', ')}`);

if (process.send === undefined) process.exitCode = (await watch()) ? 0 : 1;
else await work();

/** Runs the cases in a process of its own, which a case may hang without hiding which one it was. */
function watch() {
  console.log(`fuzz: ${modes.join(', ')}, from seed ${seed}`);
  const parameters = ['--seconds', String(seconds), '--cases', String(cases), '--seed', String(seed)];
  if (values.mode !== undefined) parameters.push('--mode', values.mode);
  const child = fork(fileURLToPath(import.meta.url), parameters);
  let last = 'before the first case';
  const isHanging = () => {
    console.error(`hangs for ${HANG_SECONDS} s: ${last}`);
    child.kill('SIGKILL');
  };
  let timer = setTimeout(isHanging, HANG_SECONDS * 1000);
  child.on('message', (message) => {
    last = String(message);
    clearTimeout(timer);
    timer = setTimeout(isHanging, HANG_SECONDS * 1000);
  });
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      // A promise that never settles ends the process too, with code 13.
      if (code !== 0 && code !== 1) console.error(`ended with ${signal ?? `code ${code}`}: ${last}`);
      resolve(code === 0);
    });
  });
}

async function work() {
  const { fuzz } = await import(String(new URL('../packages/core/test/fuzz/fuzz.ts', import.meta.url)));
  let failures = 0;
  for (const mode of modes) {
    const started = performance.now();
    let reported = started;
    const elapsed = () => (performance.now() - started) / 1000;
    const report = await fuzz({
      mode,
      seed,
      goesOn: (/** @type {number} */ done) => {
        if (performance.now() - reported > PROGRESS_SECONDS * 1000) {
          reported = performance.now();
          console.log(`${mode}: ${done} cases, ${(done / elapsed()).toFixed(1)} a second`);
        }
        return done < cases && elapsed() < seconds / modes.length;
      },
      onStart: (/** @type {number} */ number) => process.send?.(`${mode} case ${number}`),
      onFailure: saveFailure(mode),
    });
    failures += report.failures.length;
    summarise(mode, report, elapsed());
  }
  process.disconnect();
  process.exitCode = failures === 0 ? 0 : 1;
}

/** @param {string} mode */
function saveFailure(mode) {
  let folder = '';
  return (
    /** @type {number} */ number,
    /** @type {{ archive: Uint8Array, problems: string[] }} */ result,
  ) => {
    folder ||= mkdtempSync(join(tmpdir(), 'biospex-fuzz-'));
    const file = join(folder, `${mode}-${number}.zip`);
    writeFileSync(file, result.archive);
    console.error(`FAILED ${mode} case ${number}: ${result.problems.join('; ')}\n  input: ${file}`);
  };
}

/**
 * @param {string} mode
 * @param {{ cases: number, outcomes: Record<string, number>, failures: string[] }} report
 * @param {number} duration in seconds
 */
function summarise(mode, report, duration) {
  const rate = (report.cases / duration).toFixed(1);
  console.log(
    `${mode}: ${report.cases} cases from seed ${seed} in ${duration.toFixed(0)} s, ${rate} a second, ${report.failures.length} failures`,
  );
  for (const [outcome, count] of Object.entries(report.outcomes).sort(([, a], [, b]) => b - a))
    console.log(`  ${String(count).padStart(7)}  ${outcome}`);
}

/** @param {'seconds' | 'cases' | 'seed'} name */
function wholeNumber(name) {
  const value = Number(values[name]);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new TypeError(`--${name} is not a whole number: ${values[name]}`);
  return value;
}
