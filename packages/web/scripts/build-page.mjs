// Builds the page into a folder of files that any static host can serve: build-page.mjs [FOLDER], `dist` unless given.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'vite';

import { writeLicenses } from '../../../scripts/third-party-licenses.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** @param {string} [folder] */
export async function buildPage(folder = 'dist') {
  const outDir = resolve(root, folder);
  /** @type {Set<string>} */
  const files = new Set();
  const collectFiles = {
    name: 'collect what is bundled',
    /** @param {unknown} _ @param {Record<string, { moduleIds?: string[] }>} bundle */
    generateBundle(_, bundle) {
      for (const { moduleIds = [] } of Object.values(bundle))
        for (const id of moduleIds) files.add(id.replace(/^\0|\?.*$/g, ''));
    },
  };
  await build({
    root,
    logLevel: 'warn',
    plugins: [collectFiles],
    worker: { format: 'es', plugins: () => [collectFiles] },
    build: { outDir, emptyOutDir: true },
  });
  writeLicenses(files, resolve(outDir, 'third-party-licenses.txt'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPage(process.argv[2]);
