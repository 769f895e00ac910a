import './require-node-24.mjs';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { readOptions, refuse } from './read-options.mjs';

const HELP = `Usage: pnpm demo [--format zip|tar.gz]

Makes a sample export in the folder "demo", splits it and verifies the batches: first the file, with the
command; then in a local S3, with the function, from BIOSPEX's message to the result. Takes half a minute.

Options:
  --format FORMAT  format of the export: zip or tar.gz (default: zip)
  --help           show this`;

const { format } = readOptions(HELP, { format: { type: 'string', default: 'zip' } });
if (format !== 'zip' && format !== 'tar.gz') refuse(`--format ${format}: must be zip or tar.gz`, HELP);

const root = fileURLToPath(new URL('..', import.meta.url));
const command = `${root}packages/cli/src/biospex-batch.ts`;
const folder = `${root}demo`;

/** @type {[title: string, args: string][]} */
const STEPS = [
  [
    'Make a sample export: JPEGs and a manifest, as BIOSPEX writes them',
    `sample export.${format} --images 600 --order shuffled`,
  ],
  [
    'Plan the batches, and report what Zooniverse will refuse or misread',
    `plan export.${format} --batch-size 200`,
  ],
  ['Split it', `split export.${format} --batch-size 200 --out batches`],
  ['Compare the batches with the export, using another ZIP reader', `verify export.${format} batches`],
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
console.log('════ 1. The command, on a file');
for (const [title, args] of STEPS) {
  console.log(`\n── ${title}\n$ biospex-batch ${args}\n`);
  run(['--conditions=biospex-source', command, ...args.split(' ')], folder);
}
console.log('\n════ 2. The function, in a local S3, started by a message as BIOSPEX sends it\n');
console.log('── Build the function');
run(['scripts/bundle.mjs'], `${root}packages/lambda`);
run(['--conditions=biospex-source', command, 'demo', `${folder}/lambda`, '--format', format], root);
console.log('\nNow your own export: npx --yes pnpm@10 page, or README.md for the command.');
