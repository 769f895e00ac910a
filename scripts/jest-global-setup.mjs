// Builds the function, and the command with its page, into the `dist` of their packages: once, for all slow tests.
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
