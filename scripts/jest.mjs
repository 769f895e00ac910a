// jest.mjs fast|slow|all [OPTIONS OF JEST]: runs Jest with the flags that ES modules need, from any folder of the repository.
import './require-node-24.mjs';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const jest = fileURLToPath(new URL('../node_modules/jest/bin/jest.js', import.meta.url));
const config = fileURLToPath(new URL('../jest.config.mjs', import.meta.url));
const nodeFlags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const [speed, ...options] = process.argv.slice(2);

const result = spawnSync(process.execPath, [...nodeFlags, jest, '--config', config, ...options], {
  stdio: 'inherit',
  env: { ...process.env, TEST_SPEED: speed },
});
if (result.error) throw result.error;
process.exitCode = result.status ?? 1;
