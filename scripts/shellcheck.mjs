import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';

const files = globSync(['.ci/run', '*.sh', 'scripts/**/*.sh', 'packages/*/**/*.sh'], {
  exclude: (path) => /(^|\/)(node_modules|dist)$/.test(path),
});
const result = spawnSync('shellcheck', files, { stdio: 'inherit' });
if (result.error && 'code' in result.error && result.error.code === 'ENOENT') {
  console.log(`shellcheck is not installed: ${files.length} shell scripts were not checked`);
} else {
  process.exitCode = result.status ?? 1;
}
