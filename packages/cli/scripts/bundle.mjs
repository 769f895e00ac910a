// Bundles the command for plain Node: one file to start, and chunks that are loaded only when needed, so that no command waits
// for code of the others.
import { execFileSync } from 'node:child_process';
import { chmod, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import { writeLicenses } from '../../../scripts/third-party-licenses.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = join(root, 'dist');
const COMMAND = 'biospex-batch.js';

await rm(out, { recursive: true, force: true });
const { warnings, metafile } = await build({
  absWorkingDir: root,
  outdir: 'dist',
  entryPoints: ['src/biospex-batch.ts'],
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.15',
  conditions: ['biospex-source'],
  banner: {
    // The bundled CommonJS packages load Node's modules with `require`.
    js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
  },
  // third-party-licenses.txt has them.
  legalComments: 'none',
  metafile: true,
  // Half the size, so each start parses half as long. Errors print no stack, so nobody needs the names.
  minify: true,
  plugins: [
    {
      name: 'the local stack runs in the repository only',
      setup: ({ onResolve }) => {
        onResolve({ filter: /\/commands\/(?:stack|demo)\.ts$/ }, ({ path }) => ({
          path,
          external: true,
        }));
      },
    },
  ],
});
if (warnings.length > 0) process.exit(1);
writeLicenses(
  Object.keys(metafile.inputs).map((file) => join(root, file)),
  join(out, 'third-party-licenses.txt'),
);

// The page of `biospex-batch page`. It is not a module of the command, so its own package builds it.
const pageScript = fileURLToPath(new URL('../../web/scripts/build-page.mjs', import.meta.url));
execFileSync(process.execPath, [pageScript, join(out, 'page')], { stdio: 'inherit' });
await chmod(join(out, COMMAND), 0o755);
console.log(`dist/${COMMAND} ${await kibibytes(COMMAND)} KiB`);
for (const name of await readdir(join(out, 'chunks')))
  console.log(`dist/chunks/${name} ${await kibibytes(`chunks/${name}`)} KiB`);

/** @param {string} name */
async function kibibytes(name) {
  return Math.ceil((await stat(join(out, name))).size / 1024);
}
