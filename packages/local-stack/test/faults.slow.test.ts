import { expect, test } from '@jest/globals';
import { expectBatches } from '../../core/test/helpers/expect-batches.ts';
import { BATCH_SIZE, makeFaultExports } from './faults/exports.ts';
import { FAULT_KINDS } from './faults/fault-kinds.ts';
import { faultTable, runFaults } from './faults/run-faults.ts';
import { buildFunction } from './helpers/build-function.ts';
import { useFolder } from './helpers/use-folder.ts';

const path = useFolder();

test('other programs read the expected batches of all runs correctly', async () => {
  for (const { fixture, batches } of (await makeFaultExports()).values())
    await expectBatches(batches, fixture, BATCH_SIZE);
});

test('whatever fails, every batch is right, every message has its result, and nothing is left', async () => {
  const outcomes = await runFaults({
    bundle: await buildFunction(path()),
    runs: 3 + Object.keys(FAULT_KINDS).length,
    seed: Number(process.env['FUZZ_SEED'] ?? 20),
    lanes: 4,
    everyRequest: false,
  });

  const problems = outcomes.filter((outcome) => outcome.problems.length > 0);
  expect(problems).toEqual([]);
  expect(faultTable(outcomes)).toHaveLength(4 + Object.keys(FAULT_KINDS).length);
}, 240_000);
