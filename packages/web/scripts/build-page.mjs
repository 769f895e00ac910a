// Builds the page into a folder of files that any static host can serve: build-page.mjs [FOLDER], `dist` unless given.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

/** @param {string} [folder] */
export async function buildPage(folder = 'dist') {
  await build({ root, logLevel: 'warn', build: { outDir: resolve(root, folder), emptyOutDir: true } });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPage(process.argv[2]);
