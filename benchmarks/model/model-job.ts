import type { Transfer } from '../../packages/aws/src/index.ts';
import type { SampleOrder } from '../../packages/sample/src/index.ts';
import { readConfiguration } from '../../packages/lambda/src/configuration.ts';
import type { JobTools } from '../../packages/lambda/src/job/job-tools.ts';
import { runJob } from '../../packages/lambda/src/job/run-job.ts';
import { JobLog } from '../../packages/lambda/src/observe/job-log.ts';
import { createLogger } from '../../packages/lambda/src/observe/logger.ts';
import type { ArchiveSize } from '../make-data.ts';
import { SimulatedClock } from './simulated-clock.ts';
import { archiveKey, SimulatedS3, type Assumptions, type Stored } from './simulated-s3.ts';
import { makeSparseExport } from './sparse-export.ts';

export interface ModelledArchive extends ArchiveSize {
  readonly order: SampleOrder;
  readonly batchSize: number;
}

/** One delivery of a job's message. */
export interface Delivery {
  readonly seconds: number;
  /** False if the job was killed. */
  readonly isDone: boolean;
  /** Batches that existed at its start and were kept. */
  readonly reused: number;
  /** Batches that existed at its end. */
  readonly finished: number;
  readonly transfer: Transfer;
}

/** Longest timeout of a Lambda function. */
const functionSeconds = 900;

/**
 * Runs the function's job against a simulated S3 in simulated time. Which requests run at once, and which wait, is up to the
 * real code; its processor time does not count. After 15 minutes the job is killed and delivered again.
 */
export async function modelJob(
  { batchSize, ...size }: ModelledArchive,
  assumptions: Assumptions,
  signal: AbortSignal,
): Promise<Delivery[]> {
  const archive = makeSparseExport(size);
  const stored: Stored = new Map();
  const trigger = {
    downloadId: 1,
    file: 'export.zip',
    updatesQueueUrl: '',
    bucket: 'biospex-app',
    exportKey: archiveKey,
    batchSize,
  };
  const deliveries: Delivery[] = [];
  while (deliveries.at(-1)?.isDone !== true) {
    signal.throwIfAborted();
    const clock = new SimulatedClock();
    const s3 = new SimulatedS3(clock, { archive, stored, assumptions });
    const tools = {
      s3: s3 as unknown as JobTools['s3'],
      configuration: readConfiguration({}),
      log: createLogger('silent'),
      progress: new JobLog(createLogger('silent')),
      signal,
    };
    const before = new Map(stored);
    const outcome = await clock.run(runJob(trigger, tools), functionSeconds);
    deliveries.push({
      seconds: clock.seconds,
      isDone: outcome !== undefined,
      // A batch that was made again is another object.
      reused: [...before].filter(([key, batch]) => stored.get(key) === batch).length,
      finished: stored.size,
      transfer: s3.transfer,
    });
  }
  return deliveries;
}
