/** The steps of a split, in order; only TAR archives are unpacked. */
export type Phase = 'unpack' | 'index' | 'manifest' | 'compose';

/** Progress is told what has been done of what. Calls are frequent: an implementation must be quick and not throw. */
export interface Progress {
  /** `done` of `total`: entries in the phase `index`, bytes in the others. */
  report(phase: Phase, done: number, total: number): void;
}

/** The Progress of those who do not want to know. */
export const nullProgress: Progress = { report: () => undefined };
