import type { FINDING_RULES, Severity } from './finding-rules.ts';

export type { Severity };

export type FindingCode = keyof typeof FINDING_RULES;

/** Where something was found. */
export interface Place {
  /** The manifest row, counted from 1 below the header, without blank lines. Missing for files that no row names. */
  readonly row?: number;
  /** The same row as a spreadsheet counts: the header is 1, and blank lines count. */
  readonly line?: number;
  readonly column?: string;
  /** The name of an image or another file. */
  readonly name?: string;
  /** The cell, or a part of it around what was found; with `after`, before and after mending. */
  readonly before?: string;
  readonly after?: string;
}

/** Finding is something in an export that may go wrong in Zooniverse. It never stops a split. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** What was found and how often: `3 images of 0 bytes`. */
  readonly title: string;
  /** What happens then, in one or two sentences. */
  readonly consequence: string;
  /** What a project manager can do about it, if anything. */
  readonly remedy?: string;
  readonly count: number;
  /** The first ones, in order: 20, unless `maxPlaces` says otherwise. */
  readonly places?: readonly Place[];
  /** The column names of all places, each once. */
  readonly columns?: readonly string[];
}
