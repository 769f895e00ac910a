/** @type {import('jest').Config} */
export default {
  projects: ['<rootDir>/packages/*'],
  // Long enough for a busy machine: only a test that hangs reaches it.
  testTimeout: 120_000,
  // Tests mostly wait for processes or disks: leaving a processor free would waste time.
  maxWorkers: '100%',
  // Jest keeps the modules of each test file in memory, 8 MB a file. A worker of 800 MB ends so slowly that Jest kills it and
  // warns that it did not exit gracefully.
  workerIdleMemoryLimit: '300MB',
  // v8 would not count the branches of functions that are never called.
  coverageProvider: 'babel',
  coverageDirectory: '<rootDir>/coverage',
  coverageReporters: ['text', 'lcov', 'json-summary'],
  // Only the core is measured. Tests of the other packages mostly run whole programs.
  collectCoverageFrom: ['<rootDir>/packages/core/src/**/*.ts', '!**/*.d.ts'],
  coverageThreshold: {
    global: { lines: 95, branches: 95 },
  },
};
