// The main job end to end on a sample export: sample, plan, split, verify. Shows each command as a user would type it.
import './require-node-24.mjs';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../packages/cli/src/biospex-batch.ts', import.meta.url));
const folder = fileURLToPath(new URL('../demo', import.meta.url));

/** @type {[title: string, args: string][]} */
const STEPS = [
  [
    'A sample export: real JPEGs and a manifest, as BIOSPEX writes them',
    'sample export.zip --images 600 --order shuffled',
  ],
  ['What a split would give, and what Zooniverse would stumble over', 'plan export.zip --batch-size 200'],
  ['The split', 'split export.zip --batch-size 200 --out batches'],
  ['The batches, compared with the export by another ZIP reader', 'verify export.zip batches'],
];

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
for (const [title, args] of STEPS) {
  console.log(`\n── ${title}\n$ biospex-batch ${args}\n`);
  const result = spawnSync(process.execPath, ['--conditions=biospex-source', command, ...args.split(' ')], {
    cwd: folder,
    stdio: 'inherit',
  });
  if (result.error) throw result.error;
  if (result.status !== 0) process.exit(result.status ?? 1);
}
console.log(`\nThe export and its batches are in ${folder}, for you to open; the next demo replaces them.`);
