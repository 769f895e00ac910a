/** The steps of a split, in order; `unpack` is of TAR archives, `check` compares local headers with the directory. */
export type Phase = 'unpack' | 'index' | 'manifest' | 'check' | 'compose';

/** Progress is told what has been done of what. Calls are frequent: an implementation must be quick and not throw. */
export interface Progress {
  /** `done` of `total`: bytes in the phases `unpack`, `manifest` and `compose`, entries in `index` and `check`. */
  report(phase: Phase, done: number, total: number): void;
}

/** The Progress of those who do not want to know. */
export const nullProgress: Progress = { report: () => undefined };
