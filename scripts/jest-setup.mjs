// Property tests use a fixed seed, or FUZZ_SEED. FUZZ_RUNS sets the number of runs.
import fc from 'fast-check';

fc.configureGlobal({
  seed: Number(process.env['FUZZ_SEED'] ?? 20240607),
  ...(process.env['FUZZ_RUNS'] ? { numRuns: Number(process.env['FUZZ_RUNS']) } : {}),
});
