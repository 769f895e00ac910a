import {
  useCallback,
  useEffect,
  useRef,
  useState,
  type Dispatch,
  type StateUpdater as Update,
} from 'preact/hooks';
import type { ArchiveClient } from '../archive-client.ts';
import { Failure, failureOf } from '../failure.ts';
import type { Batches, BatchKind, SaveProgress } from '../worker/protocol.ts';
import { keepSaving } from './leaving.ts';
import { downloadBatches } from './download-batches.ts';

/** How far saving all batches is. */
export type SavingState =
  | { readonly kind: 'idle' }
  /** Batches of these names are in the folder: may they be replaced? */
  | {
      readonly kind: 'asking';
      readonly folder: FileSystemDirectoryHandle;
      readonly as: BatchKind;
      readonly existing: readonly string[];
    }
  | {
      readonly kind: 'saving';
      readonly progress: SaveProgress;
      readonly count: number;
      readonly bytesPerSecond: number | undefined;
    }
  | { readonly kind: 'downloading'; readonly done: number; readonly count: number }
  /** `folder` is its name, undefined where they went to the browser's downloads. */
  | {
      readonly kind: 'saved';
      readonly folder: string | undefined;
      readonly as: BatchKind;
      readonly count: number;
    }
  | {
      readonly kind: 'cancelled';
      readonly done: number;
      readonly count: number;
      readonly isToFolder: boolean;
    }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface Saving {
  readonly state: SavingState;
  /** Into a folder where the browser can, else as one download after another, which are ZIPs. */
  readonly start: (as: BatchKind) => void;
  readonly replace: () => void;
  readonly cancel: () => void;
}

/** Saves all batches. */
export function useSaving(client: ArchiveClient, batches: Batches, onSaved: (as: BatchKind) => void): Saving {
  const { state, setState, attempt, cancel } = useAttempt();
  // What was told of other batches is not true of these; but what is being saved is saved to its end.
  useEffect(() => setState((now) => (isBusy(now) ? now : { kind: 'idle' })), [batches]);
  const isSaving = isBusy(state);
  useEffect(() => (isSaving ? keepSaving() : undefined), [isSaving]);
  const count = batches.list.length;

  const saveInto = (folder: FileSystemDirectoryHandle, as: BatchKind): Promise<void> =>
    attempt(count, async (signal, onDone) => {
      const rate = rateMeter();
      const onProgress = (progress: SaveProgress): void => {
        onDone(progress.batchesDone);
        if (!signal.aborted)
          setState({ kind: 'saving', progress, count, bytesPerSecond: rate(progress.bytesDone) });
      };
      onProgress({ batchesDone: 0, bytesDone: 0, bytesTotal: batches.bytes });
      await client.call('save', { folder, batches, as }, { signal, onProgress });
      setState({ kind: 'saved', folder: folder.name, as, count });
      onSaved(as);
    });

  const download = (): Promise<void> =>
    attempt(count, async (signal, onDone) => {
      await downloadBatches(client, batches, signal, (done) => {
        onDone(done);
        setState({ kind: 'downloading', done, count });
      });
      setState({ kind: 'saved', folder: undefined, as: 'zips', count });
      onSaved('zips');
    });

  const choose = (pick: PickFolder, as: BatchKind): Promise<void> =>
    attempt(count, async () => {
      const folder = await pickFolder(pick);
      if (folder === undefined) return;
      const existing = await client.call('existing', { folder, batches, as });
      if (existing.length > 0) setState({ kind: 'asking', folder, as, existing });
      else void saveInto(folder, as);
    });

  const start = (as: BatchKind): void => {
    const pick = window.showDirectoryPicker;
    void (pick === undefined ? download() : choose(pick, as));
  };
  const replace = (): void => {
    if (state.kind === 'asking') void saveInto(state.folder, state.as);
  };
  return { state, start, replace, cancel };
}

type Attempt = (
  count: number,
  work: (signal: AbortSignal, onDone: (done: number) => void) => Promise<void>,
) => Promise<void>;

/** One attempt at a time, that can be cancelled. */
function useAttempt(): {
  state: SavingState;
  setState: Dispatch<Update<SavingState>>;
  attempt: Attempt;
  cancel: () => void;
} {
  const [state, setState] = useState<SavingState>({ kind: 'idle' });
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const attempt = useCallback<Attempt>(async (count, work) => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    let done = 0;
    try {
      await work(controller.signal, (batchesDone) => {
        done = batchesDone;
      });
    } catch (thrown) {
      if (running.current !== controller) return;
      if (controller.signal.aborted)
        setState((now) => ({ kind: 'cancelled', done, count, isToFolder: now.kind !== 'downloading' }));
      else setState({ kind: 'failed', failure: new Failure(failureOf(thrown)) });
    }
  }, []);
  const cancel = useCallback(() => {
    running.current?.abort();
    setState((now) => (now.kind === 'asking' ? { kind: 'idle' } : now));
  }, []);
  return { state, setState, attempt, cancel };
}

function isBusy({ kind }: SavingState): boolean {
  return kind === 'saving' || kind === 'downloading';
}

type PickFolder = NonNullable<typeof window.showDirectoryPicker>;

async function pickFolder(pick: PickFolder): Promise<FileSystemDirectoryHandle | undefined> {
  try {
    return await pick({ id: 'biospex-batches', mode: 'readwrite' });
  } catch (cause) {
    if (!(cause instanceof DOMException)) throw cause;
    // The dialog was closed.
    if (cause.name === 'AbortError') return undefined;
    throw new Failure({ code: 'FOLDER_REFUSED', message: cause.message, details: {} });
  }
}

/** Bytes a second over the last seconds. */
function rateMeter(): (bytesDone: number) => number | undefined {
  const marks: { at: number; bytes: number }[] = [];
  return (bytes) => {
    const at = performance.now();
    marks.push({ at, bytes });
    while (marks.length > 2 && at - marks[0]!.at > 4000) marks.shift();
    const [first] = marks;
    const seconds = (at - first!.at) / 1000;
    return seconds < 0.3 ? undefined : (bytes - first!.bytes) / seconds;
  };
}
