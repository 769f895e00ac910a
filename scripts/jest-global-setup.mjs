// Builds what slow tests run, once for all of them: the function, and the command with its page, in the `dist` of their packages.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SCRIPTS = ['lambda/scripts/bundle.mjs', 'cli/scripts/bundle.mjs'];

/** @type {Promise<unknown> | undefined} */
let building;

export default async function buildForSlowTests() {
  if (process.env['TEST_SPEED'] === 'fast') return;
  building ??= Promise.all(SCRIPTS.map(runScript));
  await building;
}

/** @param {string} script */
function runScript(script) {
  const path = fileURLToPath(new URL(`../packages/${script}`, import.meta.url));
  return promisify(execFile)(process.execPath, [path]);
}
