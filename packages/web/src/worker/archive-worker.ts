// The worker: reads archives, plans, composes and saves, so that the page never waits.
import { Failure, failureOf } from '../failure.ts';
import { ArchiveSession } from './archive-session.ts';
import { drawPicture } from './draw-picture.ts';
import type { JobName, Jobs, Reply, Request, SaveProgress } from './protocol.ts';
import { existingBatches, saveBatches } from './save-batches.ts';

/** Progress is told this often at most: the page draws it no more often. */
const TELL_EVERY_MS = 80;

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
  open: async ({ file, ...given }, { signal, onProgress }) => {
    session = undefined;
    const opened = await ArchiveSession.open(file, { ...given, signal, onProgress });
    session = opened;
    return opened.overview();
  },
  mend: async ({ mend }, { signal }) => {
    const before = current();
    const mended = await before.mended(mend, signal);
    // It may have been resized meanwhile, or closed.
    if (session === before) {
      mended.resize(before.batches().batchSize);
      session = mended;
    }
    return mended.overview();
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
  const teller = new Teller(id);
  try {
    const result = await JOBS[job](given, { signal, onProgress: (progress) => teller.tell(progress) });
    const transfer = result instanceof ImageBitmap ? [result] : [];
    reply({ id, kind: 'done', result }, transfer);
  } catch (thrown) {
    // How far it came before.
    teller.finish();
    reply(signal.aborted ? { id, kind: 'cancelled' } : { id, kind: 'failed', failure: failureOf(thrown) });
  } finally {
    running.delete(id);
  }
}

/** Teller tells the page of progress, now and then, and at the end how far it was. */
class Teller {
  readonly #id: number;
  #toldAt = Number.NEGATIVE_INFINITY;
  #untold: number | SaveProgress | undefined;

  constructor(id: number) {
    this.#id = id;
  }

  tell(progress: number | SaveProgress): void {
    this.#untold = progress;
    if (performance.now() - this.#toldAt >= TELL_EVERY_MS) this.finish();
  }

  finish(): void {
    if (this.#untold === undefined) return;
    reply({ id: this.#id, kind: 'progress', progress: this.#untold });
    this.#untold = undefined;
    this.#toldAt = performance.now();
  }
}

function reply(message: Reply, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

function current(): ArchiveSession {
  if (session !== undefined) return session;
  throw new Failure({ code: 'INTERNAL', message: 'no archive is open', details: {} });
}
