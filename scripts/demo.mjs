// The main job end to end: first the command on a file, then the whole system on this machine, from BIOSPEX's message to
// verified batches.
import './require-node-24.mjs';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  // pnpm hands a "--" on.
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: { format: { type: 'string', default: 'zip' } },
});
const { format } = values;
if (format !== 'zip' && format !== 'tar.gz') {
  console.error(`demo --format ${format}: must be zip or tar.gz`);
  process.exit(2);
}

const root = fileURLToPath(new URL('..', import.meta.url));
const command = `${root}packages/cli/src/biospex-batch.ts`;
const folder = `${root}demo`;

/** @type {[title: string, args: string][]} */
const STEPS = [
  [
    'A sample export: real JPEGs and a manifest, as BIOSPEX writes them',
    `sample export.${format} --images 600 --order shuffled`,
  ],
  [
    'What a split would give, and what Zooniverse would stumble over',
    `plan export.${format} --batch-size 200`,
  ],
  ['The split', `split export.${format} --batch-size 200 --out batches`],
  ['The batches, compared with the export by another ZIP reader', `verify export.${format} batches`],
];

/**
 * @param {string[]} args
 * @param {string} cwd
 */
function run(args, cwd) {
  const result = spawnSync(process.execPath, args, { cwd, stdio: 'inherit' });
  if (result.error) throw result.error;
  if (result.status !== 0) process.exit(result.status ?? 1);
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
console.log('════ On a file, with the command');
for (const [title, args] of STEPS) {
  console.log(`\n── ${title}\n$ biospex-batch ${args}\n`);
  run(['--conditions=biospex-source', command, ...args.split(' ')], folder);
}
console.log('\n════ In S3, with the function, started by a message of BIOSPEX\n');
console.log('── The function, built for Lambda');
run(['scripts/bundle.mjs'], `${root}packages/lambda`);
run(['--conditions=biospex-source', command, 'demo', `${folder}/lambda`, '--format', format], root);
