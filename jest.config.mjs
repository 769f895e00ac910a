/** @type {import('jest').Config} */
export default {
  projects: ['<rootDir>/packages/*'],
  // For what hangs, not for what waits for a busy machine.
  testTimeout: 120_000,
  // Most of the time a test waits for a process or a disk: leaving a processor free would only take longer.
  maxWorkers: '100%',
  // Jest never frees the modules of a file: 8 MB each. A worker of 800 MB takes so long to end that Jest kills it half a second
  // later, and says that it did not exit gracefully.
  workerIdleMemoryLimit: '300MB',
  // Not v8: it leaves the branches of a function that was never called out of the count.
  coverageProvider: 'babel',
  coverageDirectory: '<rootDir>/coverage',
  coverageReporters: ['text', 'lcov', 'json-summary'],
  // Only the core is measured: what the programs around it do is proved by running them.
  collectCoverageFrom: ['<rootDir>/packages/core/src/**/*.ts', '!**/*.d.ts'],
  coverageThreshold: {
    global: { lines: 95, branches: 95 },
  },
};
