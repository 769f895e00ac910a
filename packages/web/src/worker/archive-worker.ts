// Reads archives and saves batches in a worker, so that the page stays responsive.
import { Failure, failureOf } from '../failure.ts';
import { ArchiveSession } from './archive-session.ts';
import { drawPicture } from './draw-picture.ts';
import type { JobName, Jobs, Reply, Request } from './protocol.ts';
import { existingBatches, saveBatches } from './save-batches.ts';

/** The shortest time between two reports of progress. */
const REPORT_EVERY_MS = 80;

interface JobContext<Name extends JobName> {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Jobs[Name]['progress']) => void;
}

type JobTable = {
  readonly [Name in JobName]: (
    given: Jobs[Name]['arguments'],
    context: JobContext<Name>,
  ) => Promise<Jobs[Name]['result']> | Jobs[Name]['result'];
};

let session: ArchiveSession | undefined;
const running = new Map<number, AbortController>();

const JOBS: JobTable = {
  open: async ({ file, ...given }, context) => {
    session = await ArchiveSession.open(file, { ...given, ...context });
    return session.overview();
  },
  resize: ({ batchSize }) => current().resize(batchSize),
  rows: ({ batch, from, to }) => current().rows(batch, from, to),
  picture: ({ entry, height }) => drawPicture(current(), entry, height),
  batch: ({ batch, batchSize }) => current().batch(batch, batchSize),
  report: () => current().report(),
  existing: ({ folder, batches, as }) => existingBatches(folder, batches, as),
  save: ({ folder, ...given }, context) => saveBatches(current(), folder, { ...given, ...context }),
};

self.addEventListener('message', ({ data }: MessageEvent<Request>) => {
  if (data.job === 'cancel') running.get(data.id)?.abort();
  else void run(data.id, data.job, data.arguments);
});

async function run<Name extends JobName>(
  id: number,
  job: Name,
  given: Jobs[Name]['arguments'],
): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  const { signal } = controller;
  let reportedAt = Number.NEGATIVE_INFINITY;
  let progress: Jobs[JobName]['progress'] | undefined;
  const report = (): void => {
    if (progress !== undefined) reply({ id, kind: 'progress', progress });
    reportedAt = performance.now();
  };
  const onProgress = (now: Jobs[Name]['progress']): void => {
    progress = now;
    if (performance.now() - reportedAt >= REPORT_EVERY_MS) report();
  };
  try {
    const result = await JOBS[job](given, { signal, onProgress });
    reply({ id, kind: 'done', result }, result instanceof ImageBitmap ? [result] : []);
  } catch (thrown) {
    // After a cancel, the page says how far the job came.
    report();
    if (signal.aborted) reply({ id, kind: 'cancelled' });
    else {
      const { code, message, details } = failureOf(thrown);
      reply({ id, kind: 'failed', failure: { code, message, details } });
    }
  } finally {
    running.delete(id);
  }
}

function reply(message: Reply, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

function current(): ArchiveSession {
  if (session !== undefined) return session;
  throw new Failure('INTERNAL', 'no archive is open');
}
