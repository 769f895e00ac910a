// Runs every check, also after one has failed, and ends with a line for each.
import './require-node-24.mjs';
import { spawnSync } from 'node:child_process';

const CHECKS = ['format', 'lint', 'types', 'unused', 'dependencies', 'package'];

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
