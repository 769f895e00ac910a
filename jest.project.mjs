import { fileURLToPath } from 'node:url';

/**
 * The Jest configuration of one package: ES modules, tests in test/, the other packages as source.
 *
 * @param {string} name shown beside each test file
 * @returns {import('jest').Config}
 */
export function jestProject(name) {
  return {
    displayName: name,
    testMatch: ['<rootDir>/test/**/*.test.ts'],
    testEnvironment: 'node',
    testEnvironmentOptions: { customExportConditions: ['biospex-source', 'node', 'node-addons'] },
    setupFiles: [fileURLToPath(new URL('scripts/jest-setup.mjs', import.meta.url))],
    injectGlobals: false,
    extensionsToTreatAsEsm: ['.ts'],
    transform: {
      '\\.ts$': [
        'ts-jest',
        { useESM: true, tsconfig: fileURLToPath(new URL('tsconfig.jest.json', import.meta.url)) },
      ],
    },
  };
}
