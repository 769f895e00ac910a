import { jestProject } from '../../jest.project.mjs';

export default {
  ...jestProject('infra'),
  globalSetup: '<rootDir>/test/helpers/global-setup.mjs',
  globalTeardown: '<rootDir>/test/helpers/global-teardown.mjs',
};
