// Bundles both functions into one ES module with a source map: `bundle.mjs [FILE]`, by default dist/handler.mjs.
import { stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import { writeLicenses } from '../../../scripts/third-party-licenses.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const [outfile = `${root}dist/handler.mjs`] = process.argv.slice(2).map((file) => resolve(file));

const { warnings, metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['src/handler.ts'],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  conditions: ['biospex-source'],
  banner: {
    // Bundled CommonJS packages load Node's modules with `require`.
    js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
  },
  // Written to third-party-licenses.txt below.
  legalComments: 'none',
  metafile: true,
  minify: true,
  // Stack traces in the logs name functions and lines.
  keepNames: true,
  sourcemap: true,
  sourcesContent: false,
});
if (warnings.length > 0) process.exit(1);
writeLicenses(
  Object.keys(metafile.inputs).map((file) => join(root, file)),
  join(dirname(outfile), 'third-party-licenses.txt'),
);

console.log(`${relative(root, outfile)} ${Math.ceil((await stat(outfile)).size / 1024)} KiB`);
