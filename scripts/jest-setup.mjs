// Properties are repeatable: a fixed seed, unless `pnpm fuzz` asks for another.
import fc from 'fast-check';

fc.configureGlobal({
  seed: Number(process.env['FUZZ_SEED'] ?? 20240607),
  ...(process.env['FUZZ_RUNS'] ? { numRuns: Number(process.env['FUZZ_RUNS']) } : {}),
});
