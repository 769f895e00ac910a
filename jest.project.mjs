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
    testEnvironment: fileOf('jest-environment.mjs'),
    testEnvironmentOptions: { customExportConditions: ['biospex-source', 'node', 'node-addons'] },
    setupFiles: [fileOf('jest-setup.mjs')],
    injectGlobals: false,
    extensionsToTreatAsEsm: ['.ts'],
    transform: { '\\.ts$': fileOf('jest-strip-types.mjs') },
  };
}

/** @param {string} name of a script beside this file's */
function fileOf(name) {
  return fileURLToPath(new URL(`scripts/${name}`, import.meta.url));
}
