import { useEffect, useRef, useState } from 'preact/hooks';
import { Failure, failureOf } from '../failure.ts';
import type { Batches, BatchKind, SaveProgress } from '../worker/protocol.ts';
import { client } from './client.ts';
import { downloadBatches } from './download-batches.ts';
import { keepSaving } from './leaving.ts';

export type SavingState =
  | { readonly kind: 'idle' }
  | Asking
  | Running
  /** `folder` is its name, '' for the browser's own, undefined for the browser's downloads. */
  | {
      readonly kind: 'saved';
      readonly folder: string | undefined;
      readonly as: BatchKind;
      readonly count: number;
    }
  | { readonly kind: 'cancelled'; readonly at: Running }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** The folder already has batches with these names. */
export interface Asking {
  readonly kind: 'asking';
  readonly folder: FileSystemDirectoryHandle;
  readonly as: BatchKind;
  readonly existing: readonly string[];
}

export interface Running {
  readonly kind: 'running';
  readonly done: number;
  readonly count: number;
  /** undefined for the browser's downloads. The speed is 0 until it is known. */
  readonly toFolder: (SaveProgress & { readonly bytesPerSecond: number }) | undefined;
}

export interface Saving {
  readonly state: SavingState;
  /** Saves into a folder; a browser without that downloads ZIPs, one after another. */
  readonly start: (as: BatchKind) => void;
  readonly replace: () => void;
  readonly cancel: () => void;
}

export function useSaving(batches: Batches, onSaved: (as: BatchKind) => void): Saving {
  const [state, setState] = useState<SavingState>({ kind: 'idle' });
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  // A result is about other batches than the present ones. A running save goes on.
  useEffect(() => setState((now) => (now.kind === 'running' ? now : { kind: 'idle' })), [batches]);
  const isSaving = state.kind === 'running';
  useEffect(() => (isSaving ? keepSaving() : undefined), [isSaving]);

  /** Runs one attempt at a time; `cancel` aborts it. */
  const attempt = async (work: (attempt: Attempt) => Promise<SavingState | undefined>): Promise<void> => {
    running.current?.abort();
    const { signal } = (running.current = new AbortController());
    try {
      const outcome = await work({ batches, signal, onProgress: setState });
      if (outcome !== undefined) setState(outcome);
      if (outcome?.kind === 'saved') onSaved(outcome.as);
    } catch (thrown) {
      if (!signal.aborted) setState({ kind: 'failed', failure: failureOf(thrown) });
      else setState((now) => (now.kind === 'running' ? { kind: 'cancelled', at: now } : now));
    }
  };

  const start = (as: BatchKind): void => {
    const pick = window.showDirectoryPicker;
    void attempt((given) => (pick === undefined ? download(given) : choose(given, pick, as)));
  };
  const replace = (): void => {
    if (state.kind === 'asking') void attempt((given) => saveInto(given, state.folder, state.as));
  };
  const cancel = (): void => {
    running.current?.abort();
    setState((now) => (now.kind === 'asking' ? { kind: 'idle' } : now));
  };
  return { state, start, replace, cancel };
}

interface Attempt {
  readonly batches: Batches;
  readonly signal: AbortSignal;
  readonly onProgress: (now: Running) => void;
}

async function choose(attempt: Attempt, pick: PickFolder, as: BatchKind): Promise<SavingState | undefined> {
  const folder = await pickFolder(pick);
  if (folder === undefined) return undefined;
  const existing = await client.call('existing', { folder, batches: attempt.batches, as });
  return existing.length > 0 ? { kind: 'asking', folder, as, existing } : saveInto(attempt, folder, as);
}

async function saveInto(
  { batches, signal, onProgress }: Attempt,
  folder: FileSystemDirectoryHandle,
  as: BatchKind,
): Promise<SavingState> {
  const count = batches.list.length;
  const startedAt = performance.now();
  const show = (progress: SaveProgress): void => {
    const seconds = (performance.now() - startedAt) / 1000;
    const bytesPerSecond = seconds < 0.3 ? 0 : progress.bytesDone / seconds;
    const toFolder = { ...progress, bytesPerSecond };
    onProgress({ kind: 'running', done: progress.batchesDone, count, toFolder });
  };
  show({ batchesDone: 0, bytesDone: 0, bytesTotal: batches.bytes });
  await client.call('save', { folder, batches, as }, { signal, onProgress: show });
  return { kind: 'saved', folder: folder.name, as, count };
}

async function download({ batches, signal, onProgress }: Attempt): Promise<SavingState> {
  const count = batches.list.length;
  await downloadBatches(client, batches, signal, (done) =>
    onProgress({ kind: 'running', done, count, toFolder: undefined }),
  );
  return { kind: 'saved', folder: undefined, as: 'zips', count };
}

type PickFolder = NonNullable<typeof window.showDirectoryPicker>;

async function pickFolder(pick: PickFolder): Promise<FileSystemDirectoryHandle | undefined> {
  try {
    return await pick({ id: 'biospex-batches', mode: 'readwrite' });
  } catch (cause) {
    if (!(cause instanceof DOMException)) throw cause;
    // The user closed the dialog.
    if (cause.name === 'AbortError') return undefined;
    throw new Failure('FOLDER_REFUSED', cause.message);
  }
}
