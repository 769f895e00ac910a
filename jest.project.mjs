import { fileURLToPath } from 'node:url';

const TEST_FILES = {
  fast: ['<rootDir>/test/**/*.test.ts', '!**/*.slow.test.ts'],
  slow: ['<rootDir>/test/**/*.slow.test.ts'],
  all: ['<rootDir>/test/**/*.test.ts'],
};
const speed = /** @type {keyof typeof TEST_FILES} */ (process.env['TEST_SPEED'] ?? 'all');

/**
 * Makes the Jest configuration of a package: ES modules, tests in test/, other packages imported as source.
 *
 * @param {string} name shown beside each test file
 * @returns {import('jest').Config}
 */
export function jestProject(name) {
  return {
    displayName: name,
    testMatch: TEST_FILES[speed],
    testEnvironment: fileOf('jest-environment.mjs'),
    testEnvironmentOptions: { customExportConditions: ['biospex-source', 'node', 'node-addons'] },
    globalSetup: fileOf('jest-global-setup.mjs'),
    setupFiles: [fileOf('jest-setup.mjs')],
    injectGlobals: false,
    extensionsToTreatAsEsm: ['.ts'],
    transform: { '\\.ts$': fileOf('jest-strip-types.mjs') },
  };
}

/** @param {string} name of a file in scripts/ */
function fileOf(name) {
  return fileURLToPath(new URL(`scripts/${name}`, import.meta.url));
}
