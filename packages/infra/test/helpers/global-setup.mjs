// Before the tests: synthesizes all variants, and builds the functions for slow tests.
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import buildForSlowTests from '../../../../scripts/jest-global-setup.mjs';

export default async function setUp() {
  await buildForSlowTests();
  synthesizeVariants();
}

function synthesizeVariants() {
  const folder = mkdtempSync(join(tmpdir(), 'biospex-infra-'));
  process.env['BIOSPEX_SYNTHESES'] = folder;
  const script = fileURLToPath(new URL('synthesize-variants.ts', import.meta.url));
  const { NODE_OPTIONS: _, ...env } = process.env;
  // Its output is about templates that are wrong on purpose. Its own failure is thrown.
  execFileSync(process.execPath, [script, folder], { env, stdio: ['ignore', 'ignore', 'pipe'] });
}
