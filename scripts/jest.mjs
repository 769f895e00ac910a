// Runs Jest with the flags that ES modules need, from any folder of the repository.
import './require-node-24.mjs';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const jest = fileURLToPath(new URL('../node_modules/jest/bin/jest.js', import.meta.url));
const config = fileURLToPath(new URL('../jest.config.mjs', import.meta.url));
const nodeFlags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];

const result = spawnSync(
  process.execPath,
  [...nodeFlags, jest, '--config', config, ...process.argv.slice(2)],
  {
    stdio: 'inherit',
  },
);
if (result.error) throw result.error;
process.exitCode = result.status ?? 1;
