import './require-node-24.mjs';
import { spawnSync } from 'node:child_process';

import { readOptions } from './read-options.mjs';

const CHECKS = ['format', 'lint', 'types', 'unused', 'imports', 'package'];

readOptions(
  `Usage: pnpm check

Runs ${CHECKS.join(', ')}, each even if one before it failed.
Ends with a line for each. Exits with 0 if all passed, else with 1.`,
  {},
);

const results = CHECKS.map((name) => {
  console.log(`\n── ${name}`);
  const startMs = performance.now();
  const { status } = spawnSync(`pnpm --silent run ${name}`, { stdio: 'inherit', shell: true });
  return { name, passed: status === 0, seconds: (performance.now() - startMs) / 1000 };
});

console.log('');
for (const { name, passed, seconds } of results) {
  console.log(`check ${name}: ${passed ? 'passed' : 'FAILED'} (${seconds.toFixed(1)} s)`);
}
process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
