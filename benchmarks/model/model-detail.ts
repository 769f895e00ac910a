import { DEFAULT_BATCH_SIZE } from '../../packages/core/src/index.ts';
import { describeSize, formatBytes, formatCount, formatSeconds } from '../format.ts';
import type { Detail } from '../tables.ts';
import { modelJob } from './model-job.ts';
import type { Assumptions } from './simulated-s3.ts';

/** Guesses, all of them: nothing here was measured in AWS. */
const assumptions: Assumptions = {
  requestSeconds: 0.025,
  bytesPerSecondEachWay: 75e6,
  copiedBytesPerSecond: 150e6,
};

/** Many large images, as in the published benchmark, and as many as BIOSPEX exports at most. */
const sizes = [
  { images: 3_000, imageBytes: 5_000_000 },
  { images: 20_000, imageBytes: 400_000 },
];

/** Measured in AWS by others: one Lambda that makes one ZIP of 3,000 objects, 15 GB. */
const published = [
  { name: 'published, measured: TypeScript', seconds: 230 },
  { name: 'published, measured: Rust', seconds: 212 },
  { name: 'published, measured: Rust, with copies', seconds: 106 },
  { name: 'published, measured: a chain of copies', seconds: 11 },
];

const header = ['', 'batches', 'GET', 'copies', 'PUT', 'others', 'down', 'up', 'copied by S3', 'time'];

/** A table of how long the function would take by the model; `scale` makes archives and batches smaller. */
export async function modelDetail(scale: number, signal: AbortSignal): Promise<Detail> {
  const rows: string[][] = [];
  for (const { images, imageBytes } of sizes) {
    for (const order of ['manifest', 'shuffled'] as const) {
      const size = { images: images * scale, imageBytes };
      const archive = { ...size, order, batchSize: DEFAULT_BATCH_SIZE * scale };
      const { seconds, batches, transfer } = await modelJob(archive, assumptions, signal);
      rows.push([
        `${describeSize(size)}, ${order === 'manifest' ? 'manifest order' : 'shuffled'}`,
        ...[batches, transfer.getRequests, transfer.copyRequests, transfer.putRequests].map(formatCount),
        formatCount(transfer.otherRequests),
        ...[transfer.bytesDown, transfer.bytesUp, transfer.bytesCopied].map(formatBytes),
        `${formatSeconds(seconds)} (model)`,
      ]);
    }
  }
  for (const { name, seconds } of published)
    rows.push([name, ...header.slice(2).map(() => '–'), `${seconds} s`]);
  return { title: "A model of the function's time, no measurement", text: describeModel(), header, rows };
}

function describeModel(): string {
  const { requestSeconds, bytesPerSecondEachWay, copiedBytesPerSecond } = assumptions;
  return [
    "The function's own job, with its own limits for batches, requests and memory, against a simulated S3 in simulated time.",
    `Assumed: ${requestSeconds * 1000} ms from a request to its answer, ${formatBytes(bytesPerSecondEachWay)}/s each way,`,
    `and S3 copies ${formatBytes(copiedBytesPerSecond)}/s of each part, however many it copies at once: that is a guess.`,
    'Left out: cold start, processor time, the time S3 takes to complete an upload, throttling, report and messages.',
    'The published times are of another work: one Lambda that makes one ZIP of 3,000 objects of 5 MB (15 GB), see',
    '[demo-s3-archiving](https://github.com/RustyServerless/demo-s3-archiving) and',
    '[its results](https://rustysl.com/en/blog/beyond-s3-archive-streaming).',
  ].join('\n');
}
