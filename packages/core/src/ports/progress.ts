/** The phases of a split, in order. Only TAR archives have `unpack`. */
export type Phase = 'unpack' | 'index' | 'manifest' | 'compose';

/** Progress receives how much is done. Calls are frequent: they must be quick and not throw. */
export interface Progress {
  /** `done` of `total`: entries in the phase `index`, bytes in the others. */
  report(phase: Phase, done: number, total: number): void;
}

/** The Progress that does nothing. */
export const nullProgress: Progress = { report: () => undefined };
