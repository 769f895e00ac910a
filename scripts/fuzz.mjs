import './require-node-24.mjs';
import { fork } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { readOptions, readWholeNumber, refuse } from './read-options.mjs';

const MODES = ['archive', 'manifest', 'differential'];
/** A case takes milliseconds. After this it counts as hanging. */
const HANG_SECONDS = 120;
const PROGRESS_SECONDS = 10;

const HELP = `Usage: pnpm fuzz [options]

Feeds the core with random archives and manifests, most of them damaged. Each case has a number: the seed, then
counting up. A failed case is saved to a file. To repeat case 123: pnpm fuzz --mode archive --seed 123 --cases 1

Options:
  --seconds N  time for all modes together (default: 60)
  --cases N    cases of each mode (default: as many as the time allows)
  --seed N     number of the first case (default: random)
  --mode MODE  one of ${MODES.join(', ')} (default: all)
  --help       show this`;

const values = readOptions(HELP, {
  seconds: { type: 'string', default: '60' },
  cases: { type: 'string' },
  seed: { type: 'string', default: String(randomInt(2 ** 31)) },
  mode: { type: 'string' },
});
const seconds = readWholeNumber('seconds', values.seconds, HELP);
const cases = values.cases === undefined ? Infinity : readWholeNumber('cases', values.cases, HELP);
const seed = readWholeNumber('seed', values.seed, HELP);
const { mode: onlyMode } = values;
if (onlyMode !== undefined && !MODES.includes(onlyMode))
  refuse(`--mode ${onlyMode}: must be one of ${MODES.join(', ')}`, HELP);
const modes = onlyMode === undefined ? MODES : [onlyMode];

if (process.send === undefined) watch();
else await work();

/** Runs the cases in a child process, to name a case that hangs or crashes it. */
function watch() {
  console.log(`fuzz: ${modes.join(', ')}, from seed ${seed}`);
  const child = fork(fileURLToPath(import.meta.url), [...process.argv.slice(2), '--seed', values.seed]);
  let last = 'before the first case';
  const timer = setTimeout(() => {
    console.error(`no answer for ${HANG_SECONDS} s: ${last}`);
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
