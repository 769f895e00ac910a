import type { Transfer } from '../../packages/aws/src/index.ts';
import type { SampleOrder } from '../../packages/sample/src/index.ts';
import { readConfiguration } from '../../packages/lambda/src/configuration.ts';
import type { JobTools } from '../../packages/lambda/src/job/job-tools.ts';
import { runJob } from '../../packages/lambda/src/job/run-job.ts';
import { JobLog } from '../../packages/lambda/src/observe/job-log.ts';
import { createLogger } from '../../packages/lambda/src/observe/logger.ts';
import type { ArchiveSize } from '../make-data.ts';
import { SimulatedClock } from './simulated-clock.ts';
import { archiveKey, SimulatedS3, type Assumptions } from './simulated-s3.ts';
import { makeSparseExport } from './sparse-export.ts';

export interface ModelledArchive extends ArchiveSize {
  readonly order: SampleOrder;
  readonly batchSize: number;
}

export interface ModelledJob {
  readonly seconds: number;
  readonly batches: number;
  readonly transfer: Transfer;
}

/**
 * Runs the function's own job against an S3 that is simulated, time included: what is in flight, and what waits for what,
 * is the program's doing. Its processor time counts for nothing.
 */
export async function modelJob(
  { batchSize, ...archive }: ModelledArchive,
  assumptions: Assumptions,
  signal: AbortSignal,
): Promise<ModelledJob> {
  const clock = new SimulatedClock();
  const s3 = new SimulatedS3(clock, makeSparseExport(archive), assumptions);
  const trigger = {
    downloadId: 1,
    file: 'export.zip',
    updatesQueueUrl: '',
    bucket: 'biospex-app',
    exportKey: archiveKey,
    batchSize,
  };
  const tools = {
    s3: s3 as unknown as JobTools['s3'],
    configuration: readConfiguration({}),
    log: createLogger('silent'),
    progress: new JobLog(createLogger('silent')),
    signal,
  };
  const { plan } = await clock.run(runJob(trigger, tools));
  return { seconds: clock.seconds, batches: plan.batches.length, transfer: s3.transfer };
}
