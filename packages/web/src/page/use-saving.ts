import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { ArchiveClient } from '../archive-client.ts';
import { Failure, failureOf } from '../failure.ts';
import type { Batches, SaveProgress } from '../worker/protocol.ts';
import { downloadBatches } from './download-batches.ts';

/** How far saving all batches is. */
export type SavingState =
  | { readonly kind: 'idle' }
  /** Batches of these names are in the folder: may they be replaced? */
  | {
      readonly kind: 'asking';
      readonly folder: FileSystemDirectoryHandle;
      readonly existing: readonly string[];
    }
  | { readonly kind: 'saving'; readonly progress: SaveProgress; readonly bytesPerSecond: number | undefined }
  | { readonly kind: 'downloading'; readonly done: number }
  /** `folder` is its name, undefined where they went to the browser's downloads. */
  | { readonly kind: 'saved'; readonly folder: string | undefined; readonly count: number }
  | { readonly kind: 'cancelled'; readonly done: number }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface Saving {
  readonly state: SavingState;
  /** Into a folder where the browser can, else as one download after another. */
  readonly start: () => void;
  readonly replace: () => void;
  readonly cancel: () => void;
}

/** Saves all batches. */
export function useSaving(client: ArchiveClient, batches: Batches): Saving {
  const [state, setState] = useState<SavingState>({ kind: 'idle' });
  const running = useRef<AbortController>(undefined);
  const done = useRef(0);

  // What was told of other batches is not true of these.
  useEffect(() => {
    setState({ kind: 'idle' });
    return () => running.current?.abort();
  }, [batches]);

  const attempt = useCallback(async (work: (signal: AbortSignal) => Promise<void>) => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    done.current = 0;
    try {
      await work(controller.signal);
    } catch (thrown) {
      if (running.current !== controller) return;
      const isCancelled = controller.signal.aborted || (thrown as Error | null)?.name === 'AbortError';
      if (isCancelled) setState({ kind: 'cancelled', done: done.current });
      else setState({ kind: 'failed', failure: new Failure(failureOf(thrown)) });
    }
  }, []);

  const saveInto = useCallback(
    (folder: FileSystemDirectoryHandle) =>
      attempt(async (signal) => {
        const rate = rateMeter();
        const onProgress = (progress: SaveProgress): void => {
          done.current = progress.batchesDone;
          if (!signal.aborted)
            setState({ kind: 'saving', progress, bytesPerSecond: rate(progress.bytesDone) });
        };
        onProgress({ batchesDone: 0, bytesDone: 0, bytesTotal: batches.bytes });
        await client.call('save', { folder, batches }, { signal, onProgress });
        setState({ kind: 'saved', folder: folder.name, count: batches.list.length });
      }),
    [client, batches],
  );

  const start = useCallback(
    () =>
      void attempt(async (signal) => {
        const pick = window.showDirectoryPicker;
        if (pick === undefined) {
          await downloadBatches(client, batches, signal, (count) => {
            done.current = count;
            setState({ kind: 'downloading', done: count });
          });
          setState({ kind: 'saved', folder: undefined, count: batches.list.length });
          return;
        }
        const folder = await pickFolder(pick);
        if (folder === undefined) return;
        const existing = await client.call('existing', { folder, batches });
        if (existing.length > 0) setState({ kind: 'asking', folder, existing });
        else await saveInto(folder);
      }),
    [client, batches],
  );

  const replace = useCallback(() => {
    if (state.kind === 'asking') void saveInto(state.folder);
  }, [state]);
  const cancel = useCallback(() => {
    running.current?.abort();
    setState((now) => (now.kind === 'asking' ? { kind: 'idle' } : now));
  }, []);
  return { state, start, replace, cancel };
}

async function pickFolder(
  pick: NonNullable<typeof window.showDirectoryPicker>,
): Promise<FileSystemDirectoryHandle | undefined> {
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
