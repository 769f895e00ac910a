import { DEFAULT_BATCH_SIZE } from '../../packages/core/src/index.ts';
import type { SampleOrder } from '../../packages/sample/src/index.ts';
import { describeSize, formatBytes, formatCount, formatSeconds, formatTimes } from '../format.ts';
import type { ArchiveSize } from '../make-data.ts';
import { atMost, type Requirement } from '../requirement.ts';
import type { SumUp } from '../sections/section.ts';
import { modelJob, type Delivery } from './model-job.ts';
import type { Assumptions } from './simulated-s3.ts';

const MiB = 1024 ** 2;

/** Guesses, except for the copies. */
const assumptions: Assumptions = {
  requestSeconds: 0.025,
  bytesPerSecondEachWay: 75e6,
  copySeconds: 2,
  copiedBytesPerSecond: 70 * MiB,
};

interface ModelledSize extends ArchiveSize {
  readonly order: SampleOrder;
}

/** `long` is the published benchmark's export, `largest` BIOSPEX's largest, `huge` far beyond that. */
const long: ModelledSize = { images: 3_000, imageBytes: 5_000_000, order: 'manifest' };
const largest: ModelledSize = { images: 20_000, imageBytes: 400_000, order: 'shuffled' };
const huge: ModelledSize = { images: 100_000, imageBytes: 2_000_000, order: 'shuffled' };
const sizes: readonly ModelledSize[] = [
  long,
  { ...long, order: 'shuffled' },
  { ...largest, order: 'manifest' },
  largest,
  huge,
];

/** Measured on AWS by others: one Lambda zips 3,000 objects, 15 GB. */
const published = [
  { name: 'published, measured: TypeScript', seconds: 230 },
  { name: 'published, measured: Rust', seconds: 212 },
  { name: 'published, measured: Rust, with copies', seconds: 106 },
  { name: 'published, measured: a chain of copies', seconds: 11 },
];

const header = ['', 'batches', 'GET', 'copies', 'PUT', 'others', 'down', 'up', 'copied by S3', 'time'];

/** Tabulates the modelled time of the function; a `scale` below 1 makes archives and batches smaller. */
export async function modelDetail(scale: number, signal: AbortSignal): Promise<SumUp> {
  const modelled = new Map<ModelledSize, Delivery[]>();
  for (const size of sizes) {
    const archive = { ...size, images: size.images * scale, batchSize: DEFAULT_BATCH_SIZE * scale };
    modelled.set(size, await modelJob(archive, assumptions, signal));
  }
  const rows = [...modelled].flatMap(([size, deliveries]) => {
    const scaled = { ...size, images: size.images * scale };
    const name = `${describeSize(scaled)}, ${size.order === 'manifest' ? 'manifest order' : 'shuffled'}`;
    return deliveries.map((delivery, i) =>
      renderDelivery(deliveries.length === 1 ? name : `${name}, delivery ${i + 1}`, delivery),
    );
  });
  const others = published.map(({ name, seconds }) => [
    name,
    ...header.slice(2).map(() => '–'),
    `${seconds} s`,
  ]);
  const detail = {
    title: "A model of the function's time, not a measurement",
    text: describeModel(),
    header,
    rows: [...rows, ...others],
  };
  return {
    details: [detail],
    requirements: compareModel(modelled.get(long)!, modelled.get(largest)!, modelled.get(huge)!),
  };
}

function renderDelivery(name: string, { seconds, reused, finished, transfer }: Delivery): string[] {
  const { getRequests, copyRequests, putRequests, otherRequests, bytesDown, bytesUp, bytesCopied } = transfer;
  return [
    name,
    reused === 0 ? formatCount(finished) : `${reused} + ${finished - reused}`,
    ...[getRequests, copyRequests, putRequests, otherRequests].map(formatCount),
    ...[bytesDown, bytesUp, bytesCopied].map(formatBytes),
    `${formatSeconds(seconds)} (model)`,
  ];
}

function compareModel(
  inOrder: readonly Delivery[],
  scattered: readonly Delivery[],
  many: readonly Delivery[],
): Requirement[] {
  const { seconds, transfer } = scattered[0]!;
  const leastSeconds = Math.max(transfer.bytesDown, transfer.bytesUp) / assumptions.bytesPerSecondEachWay;
  const lost = many.slice(1).reduce((sum, { reused }, i) => sum + many[i]!.finished - reused, 0);
  return [
    atMost('model, 15 GB in manifest order: at most 8 s', inOrder[0]!.seconds, 8, formatSeconds),
    atMost(
      'model, 8 GB shuffled: at most 1.05 × the time that the bandwidth needs',
      seconds / leastSeconds,
      1.05,
      formatTimes,
    ),
    atMost('model, 200 GB shuffled: at most 5 deliveries of 15 minutes', many.length, 5, formatCount),
    atMost('model, 200 GB shuffled: no finished batch is made again', lost, 0, formatCount),
  ];
}

function describeModel(): string {
  const { requestSeconds, bytesPerSecondEachWay, copySeconds, copiedBytesPerSecond } = assumptions;
  return [
    "This runs the function's own job, with its limits for batches, requests and memory, against a simulated S3 in simulated time.",
    `It assumes ${requestSeconds * 1000} ms from a request to its answer, ${formatBytes(bytesPerSecondEachWay)}/s each way,`,
    `and for each copied part ${copySeconds} s plus its size at ${copiedBytesPerSecond / MiB} MiB/s, however many are copied at once`,
    '(as measured in [awslabs/aws-c-s3 #288](https://github.com/awslabs/aws-c-s3/issues/288)).',
    'It leaves out cold start, processor time, the time S3 takes to complete an upload, throttling, report and messages.',
    'A job that is not done after 15 minutes is killed and delivered again; "16 + 2" means 16 batches found and 2 made.',
    'The published times are for a different job: one Lambda makes one ZIP of 3,000 objects of 5 MB (15 GB), see',
    '[demo-s3-archiving](https://github.com/RustyServerless/demo-s3-archiving) and',
    '[its results](https://rustysl.com/en/blog/beyond-s3-archive-streaming).',
  ].join('\n');
}
