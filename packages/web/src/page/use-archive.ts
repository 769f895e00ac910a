import { useRef, useState, type Dispatch, type StateUpdater } from 'preact/hooks';
import { DEFAULT_BATCH_SIZE } from '@biospex/batch-core';
import { Failure, failureOf } from '../failure.ts';
import type { Overview, Reading } from '../worker/protocol.ts';
import { client } from './client.ts';
import { mayStopSaving } from './leaving.ts';

/** An archive, and how it is read. */
export interface Wanted extends Reading {
  readonly file: File;
}

/** What the page is about: nothing yet, an archive being read, one that cannot be split, or one that can. */
export type ArchiveState =
  /** `isAgain` after an archive was closed, or its reading cancelled. */
  | { readonly kind: 'empty'; readonly isAgain: boolean; readonly wanted?: undefined }
  | { readonly kind: 'reading'; readonly wanted: Wanted; readonly part: number }
  | { readonly kind: 'refused'; readonly wanted: Wanted | undefined; readonly failure: Failure }
  | { readonly kind: 'ready'; readonly wanted: Wanted; readonly overview: Overview };

export interface Archive {
  readonly state: ArchiveState;
  /** Why something else was not taken, beside an archive that stays as it is. */
  readonly note: Failure | undefined;
  /**
   * Reads an archive in place of whatever was read before, a manifest for the archive that is open, or both. A failure is
   * shown: what is open stays open.
   */
  readonly take: (given: readonly File[] | Failure) => void;
  /** Reads the same archive again, in another way. */
  readonly reread: (change: Partial<Reading>) => void;
  /** Mends the manifest of the archive that is open, or takes that back; what is shown stays until it is done. */
  readonly mend: (mend: boolean) => Promise<void>;
  /** Back to the beginning, also from the middle of reading. */
  readonly close: () => void;
  readonly resize: (batchSize: number) => void;
}

/** The archive that the page is about. */
export function useArchive(): Archive {
  const [state, setState] = useState<ArchiveState>({ kind: 'empty', isAgain: false });
  const [note, setNote] = useState<Failure>();
  const reading = useRef<AbortController>(undefined);
  const batchSize = useRef(DEFAULT_BATCH_SIZE);
  const resize = useResize(batchSize, setState);

  const read = async (wanted: Wanted): Promise<void> => {
    reading.current?.abort();
    const { signal } = (reading.current = new AbortController());
    const onProgress = (part: number): void =>
      setState((now) => (now.kind === 'reading' && !signal.aborted ? { ...now, part } : now));
    const given = { ...wanted, batchSize: batchSize.current };
    try {
      const overview = await client.call('open', given, { signal, onProgress });
      if (signal.aborted) return;
      setState({ kind: 'ready', wanted, overview });
      if (given.batchSize !== batchSize.current) resize(batchSize.current);
    } catch (thrown) {
      if (!signal.aborted) throw thrown;
    }
  };

  const open = (wanted: Wanted): void => {
    if (!mayStopSaving()) return;
    setNote(undefined);
    setState({ kind: 'reading', wanted, part: 0 });
    read(wanted).catch((thrown: unknown) =>
      setState({ kind: 'refused', wanted, failure: failureOf(thrown) }),
    );
  };

  const reread = (change: Partial<Reading>): void => {
    if (state.wanted) open({ ...state.wanted, ...change });
  };

  const refuse = (failure: Failure): void => {
    if (state.wanted) setNote(failure);
    else setState({ kind: 'refused', wanted: undefined, failure });
  };

  const take = (given: readonly File[] | Failure): void => {
    const sorted = given instanceof Failure ? given : sortFiles(given);
    if (sorted instanceof Failure) refuse(sorted);
    else if (sorted.file) open({ ...AS_IT_IS, ...sorted, file: sorted.file });
    else if (state.wanted) reread({ manifest: sorted.manifest });
    else refuse(new Failure('MANIFEST_ALONE', 'a CSV alone was given'));
  };

  const mend = async (isOn: boolean): Promise<void> => {
    if (state.wanted && mayStopSaving()) await read({ ...state.wanted, mend: isOn });
  };

  const close = (): void => {
    if (!mayStopSaving()) return;
    reading.current?.abort();
    setNote(undefined);
    setState({ kind: 'empty', isAgain: true });
  };

  return { state, note, take, reread, mend, close, resize };
}

/** How an archive is read unless something else is asked for. */
const AS_IT_IS: Reading = { missingImages: 'fail', manifest: undefined, mend: false };

/** The archive and the manifest among some files, or why they cannot be told apart. */
function sortFiles(files: readonly File[]): { file?: File; manifest?: File } | Failure {
  const isTable = ({ name }: File): boolean => /\.csv$/i.test(name);
  const [archives, tables] = [files.filter((file) => !isTable(file)), files.filter(isTable)];
  if (archives.length > 1 || tables.length > 1)
    return new Failure('SEVERAL_FILES', `${files.length} files were given at once`);
  return { ...(archives[0] && { file: archives[0] }), ...(tables[0] && { manifest: tables[0] }) };
}

/** Plans again for another batch size; while the worker is at it, only the newest wish counts. */
function useResize(
  batchSize: { current: number },
  setState: Dispatch<StateUpdater<ArchiveState>>,
): Archive['resize'] {
  const isBusy = useRef(false);
  const plan = async (): Promise<void> => {
    const planned = batchSize.current;
    const batches = await client.call('resize', { batchSize: planned });
    setState((now) => (now.kind === 'ready' ? { ...now, overview: { ...now.overview, batches } } : now));
    if (planned !== batchSize.current) await plan();
  };
  return (wanted) => {
    batchSize.current = wanted;
    if (isBusy.current) return;
    isBusy.current = true;
    plan()
      .catch((thrown: unknown) => {
        const failure = failureOf(thrown);
        setState((now) => (now.kind === 'ready' ? { kind: 'refused', wanted: now.wanted, failure } : now));
      })
      .finally(() => {
        isBusy.current = false;
      });
  };
}
