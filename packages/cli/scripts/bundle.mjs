// Bundles the command and all it needs into one file for plain Node.
import { chmod, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const outfile = `${root}dist/biospex-batch.js`;

const { warnings } = await build({
  absWorkingDir: root,
  entryPoints: ['src/biospex-batch.ts'],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.15',
  conditions: ['biospex-source'],
  // unzipper asks for it only when it reads from S3.
  external: ['@aws-sdk/client-s3'],
  banner: {
    // The CommonJS packages inside ask for Node's modules with `require`.
    js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
  },
  legalComments: 'eof',
  // Half the size, so half the time to parse at each start. Errors print no stack, so names are not missed.
  minify: true,
});
if (warnings.length > 0) process.exit(1);

await chmod(outfile, 0o755);
console.log(`dist/biospex-batch.js ${Math.ceil((await stat(outfile)).size / 1024)} KiB`);
