import { useRef, useState, type Dispatch, type StateUpdater } from 'preact/hooks';
import { DEFAULT_BATCH_SIZE } from '@biospex/batch-core';
import { Failure, failureOf, type FailureCode } from '../failure.ts';
import type { Overview, Reading } from '../worker/protocol.ts';
import { client } from './client.ts';
import { mayStopSaving } from './leaving.ts';

/** An archive, and how to read it. */
export interface Wanted extends Reading {
  readonly file: File;
}

export type ArchiveState =
  /** `isAgain` after a close or a cancel. */
  | { readonly kind: 'empty'; readonly isAgain: boolean; readonly wanted?: undefined }
  | { readonly kind: 'reading'; readonly wanted: Wanted; readonly part: number }
  | { readonly kind: 'refused'; readonly wanted: Wanted | undefined; readonly failure: Failure }
  | { readonly kind: 'ready'; readonly wanted: Wanted; readonly overview: Overview };

export interface Archive {
  readonly state: ArchiveState;
  /** Why a dropped file was refused while an archive stays open. */
  readonly note: Failure | undefined;
  /**
   * Opens an archive, uses a manifest for the open archive, or both. A failure is shown, and an open archive stays open.
   */
  readonly take: (files: readonly File[]) => void;
  /** Reads the same archive again with other options. */
  readonly reread: (change: Partial<Reading>) => void;
  /** Turns mending on or off. The page stays as it is until that is done. */
  readonly mend: (mend: boolean) => Promise<void>;
  /** Closes the archive, or cancels its reading. */
  readonly close: () => void;
  readonly resize: (batchSize: number) => void;
}

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

  const refuse = (code: FailureCode, message: string): void => {
    const failure = new Failure(code, message);
    if (state.wanted) setNote(failure);
    else setState({ kind: 'refused', wanted: undefined, failure });
  };

  const take = (files: readonly File[]): void => {
    const isTable = ({ name }: File): boolean => /\.csv$/i.test(name);
    const [file, ...otherFiles] = files.filter((given) => !isTable(given));
    const [manifest, ...otherManifests] = files.filter(isTable);
    const spreadsheet = files.find(({ name }) => /\.(?:xlsx?|ods|numbers)$/i.test(name));
    if (spreadsheet) refuse('SPREADSHEET', `${spreadsheet.name} is not a CSV`);
    else if (files.length === 0) refuse('NOT_A_FILE', 'a folder or a text was dropped');
    else if (otherFiles.length + otherManifests.length > 0)
      refuse('SEVERAL_FILES', `${files.length} files were given at once`);
    else if (file) open({ file, manifest, missingImages: 'fail', mend: false });
    else if (state.wanted) reread({ manifest });
    else refuse('MANIFEST_ALONE', 'a CSV was given, but no archive');
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

/** Plans the batches for another size. While the worker is busy, only the newest size counts. */
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
