import { useCallback, useRef, useState } from 'preact/hooks';
import { DEFAULT_BATCH_SIZE } from '@biospex/batch-core';
import { ArchiveClient } from '../archive-client.ts';
import { Failure, failureOf } from '../failure.ts';
import type { Overview, Reading } from '../worker/protocol.ts';
import { mayStopSaving } from './leaving.ts';

/** What the page is about: nothing yet, an archive being read, one that cannot be split, or one that can. */
export type ArchiveState =
  /** `isAgain` after an archive was closed, or its reading cancelled. */
  | { readonly kind: 'empty'; readonly isAgain: boolean }
  | { readonly kind: 'reading'; readonly file: File; readonly part: number }
  | { readonly kind: 'refused'; readonly file: File | undefined; readonly failure: Failure }
  | { readonly kind: 'ready'; readonly file: File; readonly overview: Overview };

export interface Archive {
  readonly state: ArchiveState;
  /** Why something else was not taken, beside an archive that stays as it is. */
  readonly note: Failure | undefined;
  readonly client: ArchiveClient;
  /** Reads an archive in place of whatever was read before, a manifest for the archive that is open, or both. */
  readonly take: (files: readonly File[]) => void;
  /** Reads the same archive again, in another way. */
  readonly reread: (change: Partial<Reading>) => void;
  /** Mends the manifest of the archive that is open, or takes that back; what is shown stays until it is done. */
  readonly mend: (mend: boolean) => Promise<void>;
  /** Says why something was not taken. What is open stays open. */
  readonly refuse: (failure: Failure) => void;
  /** Back to the beginning, also from the middle of reading. */
  readonly close: () => void;
  readonly resize: (batchSize: number) => void;
}

/** The archive that the page is about. */
export function useArchive(): Archive {
  const [client] = useState(startWorker);
  const [state, setState] = useState<ArchiveState>({ kind: 'empty', isAgain: false });
  const [note, setNote] = useState<Failure>();
  const reading = useRef<AbortController>(undefined);
  const batchSize = useRef(DEFAULT_BATCH_SIZE);

  const current = useRef<{ file: File; way: Reading }>(undefined);

  const open = useCallback((file: File, way: Reading) => {
    if (!mayStopSaving()) return;
    reading.current?.abort();
    const controller = new AbortController();
    const { signal } = controller;
    reading.current = controller;
    current.current = { file, way };
    setNote(undefined);
    setState({ kind: 'reading', file, part: 0 });
    const onProgress = (part: number): void => {
      if (!signal.aborted) setState({ kind: 'reading', file, part });
    };
    const read = async (): Promise<void> => {
      const given = { file, batchSize: batchSize.current, ...way };
      const overview = await client.call('open', given, { signal, onProgress });
      if (signal.aborted) return;
      setState({ kind: 'ready', file, overview });
    };
    read().catch((thrown: unknown) => {
      if (!signal.aborted) setState({ kind: 'refused', file, failure: new Failure(failureOf(thrown)) });
    });
  }, []);

  const reread = useCallback((change: Partial<Reading>) => {
    if (current.current) open(current.current.file, { ...current.current.way, ...change });
  }, []);

  const take = useCallback((files: readonly File[]) => {
    const sorted = sortFiles(files);
    if (sorted instanceof Failure) refuse(sorted);
    else if (sorted.archive) open(sorted.archive, { ...AS_IT_IS, manifest: sorted.manifest });
    else if (current.current) reread({ manifest: sorted.manifest });
    else refuse(new Failure({ code: 'MANIFEST_ALONE', message: 'a CSV alone was given', details: {} }));
  }, []);

  const mend = useCallback(async (wanted: boolean) => {
    if (!mayStopSaving()) return;
    reading.current?.abort();
    const { signal } = (reading.current = new AbortController());
    const overview = await client.call('mend', { mend: wanted }, { signal }).catch((thrown: unknown) => {
      if (!signal.aborted) throw thrown;
    });
    if (signal.aborted || overview === undefined || current.current === undefined) return;
    current.current = { ...current.current, way: { ...current.current.way, mend: wanted } };
    setState((state) => (state.kind === 'ready' ? { ...state, overview } : state));
  }, []);

  const close = useCallback(() => {
    if (!mayStopSaving()) return;
    reading.current?.abort();
    current.current = undefined;
    setNote(undefined);
    setState({ kind: 'empty', isAgain: true });
  }, []);

  const refuse = useCallback((failure: Failure) => {
    setNote(failure);
    setState((now) =>
      now.kind === 'ready' || now.kind === 'reading' ? now : { kind: 'refused', file: undefined, failure },
    );
  }, []);

  const resize = useResize(client, batchSize, setState);
  return { state, note, client, take, reread, mend, close, refuse, resize };
}

/** How an archive is read unless something else is asked for. */
const AS_IT_IS: Reading = { missingImages: 'fail', manifest: undefined, mend: false };

/** The archive and the manifest among some files, or why they cannot be told apart. */
function sortFiles(files: readonly File[]): { archive?: File; manifest?: File } | Failure {
  const isTable = ({ name }: File): boolean => /\.csv$/i.test(name);
  const [archives, tables] = [files.filter((file) => !isTable(file)), files.filter(isTable)];
  if (archives.length > 1 || tables.length > 1)
    return new Failure({
      code: 'SEVERAL_FILES',
      message: `${files.length} files were given at once`,
      details: { count: files.length },
    });
  return { ...(archives[0] && { archive: archives[0] }), ...(tables[0] && { manifest: tables[0] }) };
}

/** Plans anew for another batch size; while the worker is at it, only the newest wish counts. */
function useResize(
  client: ArchiveClient,
  batchSize: { current: number },
  setState: (update: (state: ArchiveState) => ArchiveState) => void,
): (batchSize: number) => void {
  const isBusy = useRef(false);
  const planned = useRef(batchSize.current);
  const plan = useCallback(async () => {
    isBusy.current = true;
    try {
      while (planned.current !== batchSize.current) {
        planned.current = batchSize.current;
        const batches = await client.call('resize', { batchSize: planned.current });
        setState((state) =>
          state.kind === 'ready' ? { ...state, overview: { ...state.overview, batches } } : state,
        );
      }
    } catch (thrown) {
      const failure = new Failure(failureOf(thrown));
      setState((state) => (state.kind === 'ready' ? { kind: 'refused', file: state.file, failure } : state));
    } finally {
      isBusy.current = false;
    }
  }, []);
  return useCallback((wanted: number) => {
    batchSize.current = wanted;
    if (!isBusy.current) void plan();
  }, []);
}

function startWorker(): ArchiveClient {
  const worker = new Worker(new URL('../worker/archive-worker.ts', import.meta.url), { type: 'module' });
  return new ArchiveClient(worker);
}
