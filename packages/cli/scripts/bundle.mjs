// Bundles the command into one file for plain Node, and what it needs for S3 and the function into another, which it loads
// when it is asked for.
import { execFileSync } from 'node:child_process';
import { chmod, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const COMMAND = 'biospex-batch.js';
const AWS = 'biospex-batch-aws.js';
const CORE = ['@biospex/batch-core', '@biospex/batch-core/node'];

/**
 * Leaves modules out of a bundle.
 *
 * @param {RegExp} filter what they are imported as
 * @param {(path: string) => string} toPath where they are at run time
 * @returns {import('esbuild').Plugin}
 */
const leaveOut = (filter, toPath) => ({
  name: `leave out ${filter.source}`,
  setup: ({ onResolve }) => {
    onResolve({ filter }, ({ path }) => ({ path: toPath(path), external: true }));
  },
});

/** @type {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: root,
  outdir: 'dist',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.15',
  conditions: ['biospex-source'],
  banner: {
    // The CommonJS packages inside ask for Node's modules with `require`.
    js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
  },
  legalComments: 'eof',
  // Half the size, so half the time to parse at each start. Errors print no stack, so names are not missed.
  minify: true,
};

const results = await Promise.all([
  build({
    ...common,
    // The core is exported for the other file: an error must be of one class in both.
    stdin: {
      contents: [
        `#!/usr/bin/env node`,
        ...CORE.map((name) => `export * from '${name}';`),
        "import './src/biospex-batch.ts';",
      ].join('\n'),
      resolveDir: root,
      sourcefile: COMMAND,
    },
    entryNames: 'biospex-batch',
    // unzipper asks for the SDK only when it reads from S3.
    external: ['@aws-sdk/client-s3'],
    plugins: [
      leaveOut(/\/aws\.ts$/, () => `./${AWS}`),
      // The local stack runs in the repository only.
      leaveOut(/\/(?:stack|demo|run-lambda-process)\.ts$/, (path) => path),
    ],
  }),
  build({
    ...common,
    entryPoints: { 'biospex-batch-aws': 'src/aws.ts' },
    plugins: [leaveOut(/^@biospex\/batch-core(?:\/node)?$/, () => `./${COMMAND}`)],
  }),
]);
if (results.some(({ warnings }) => warnings.length > 0)) process.exit(1);

// The page that `biospex-batch page` serves. It is no module of the command, so its own package builds it.
const pageScript = fileURLToPath(new URL('../../web/scripts/build-page.mjs', import.meta.url));
execFileSync(process.execPath, [pageScript, `${root}dist/page`], { stdio: 'inherit' });
await chmod(`${root}dist/${COMMAND}`, 0o755);
for (const name of [COMMAND, AWS]) {
  console.log(`dist/${name} ${Math.ceil((await stat(`${root}dist/${name}`)).size / 1024)} KiB`);
}
