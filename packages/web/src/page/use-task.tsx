import type { ComponentChild } from 'preact';
import { useCallback, useState } from 'preact/hooks';
import { failureOf, type Failure } from '../failure.ts';
import { FailureNote } from './failure-note.tsx';

export interface Task {
  readonly isBusy: boolean;
  /** The last failure, to be shown beside the button. */
  readonly failure: ComponentChild;
  readonly run: (work: () => Promise<void>) => void;
}

/** Runs a short task of a button, and keeps its failure. */
export function useTask(): Task {
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const run = useCallback((work: () => Promise<void>) => {
    setIsBusy(true);
    setFailure(undefined);
    work()
      .catch((thrown: unknown) => setFailure(failureOf(thrown)))
      .finally(() => setIsBusy(false));
  }, []);
  return { isBusy, failure: failure && <FailureNote failure={failure} />, run };
}
