import { expect, test } from '@jest/globals';
import { MemorySource, MemoryStore, planArchive, composeBatches } from '@biospex/batch-core';
import { createLogger } from '../../src/observe/logger.ts';
import { JobLog } from '../../src/observe/job-log.ts';
import { LogLines } from '../helpers/log-lines.ts';
import { exportZip } from '../helpers/use-local-environment.ts';

test('logs a line for each phase and each batch, and reports the progress of the job', async () => {
  const lines = new LogLines();
  const progress = new JobLog(createLogger('info', lines));
  const source = new MemorySource(exportZip({ images: 5 }));
  const before = progress.facts;

  const plan = await planArchive(source, { stem: 'a', batchSize: 2, progress });
  const onFinished = progress.batchLog(plan);
  await composeBatches(plan, source, new MemoryStore(), { concurrency: 1, progress });
  for (const [i, { file, bytes }] of plan.batches.entries())
    onFinished(file, { bytes, milliseconds: 3, isReused: i === 1 });
  progress.begin('answer');

  expect(lines.of('phase ended').map(({ phase }) => phase)).toEqual([
    'begin',
    'index',
    'manifest',
    'compose',
  ]);
  expect(lines.of('phase ended')[3]).toMatchObject({ done: plan.bytes, of: plan.bytes });
  expect(lines.of('batch finished')).toEqual(
    plan.batches.map(({ file, bytes }, i) =>
      expect.objectContaining({
        batch: i + 1,
        of: 3,
        batchFile: file,
        bytes,
        ms: 3,
        reused: i === 1,
      }),
    ),
  );
  expect(before).toEqual({ phase: 'begin', batchesFinished: 0, batches: 0 });
  expect(progress.facts).toEqual({ phase: 'answer', batchesFinished: 3, batches: 3 });
});
