import { fileURLToPath } from 'node:url';

import { jestProject } from '../../jest.project.mjs';

export default {
  ...jestProject('web'),
  globalSetup: fileURLToPath(new URL('scripts/jest-global-setup.mjs', import.meta.url)),
};
