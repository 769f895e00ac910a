import type { Contender } from '../contenders/contender.ts';
import type { BenchmarkOptions, SectionName } from '../options.ts';
import type { Requirement } from '../requirement.ts';
import type { Detail, Row } from '../tables.ts';

/** Contenders that do the same work on the same data, in turns. Gives a table. */
export interface Section {
  readonly contenders: readonly Contender[];
  readonly rounds: number;
  /** Contender that the others are compared with. @default none: no column of ratios */
  readonly baseId?: string;
  /** Files to read before each round, so that they are in the page cache. @default none */
  readonly warmFiles?: readonly string[];
  /** Called after the last round: gives further tables and requirements. @default none */
  sumUp?(rows: readonly Row[]): Promise<SumUp>;
  /** Stops the servers of the section; always called. @default nothing to stop */
  close?(): Promise<void>;
}

export interface SumUp {
  readonly details: readonly Detail[];
  readonly requirements: readonly Requirement[];
}

/** A section before its data are made. */
export interface SectionPlan {
  readonly name: SectionName;
  readonly title: string;
  /** Place for the data: memory if there is enough, or a disk. */
  readonly place: 'memory' | 'disk';
  /** Room for its data and the largest output. */
  readonly neededBytes: number;
  /** Without that room, the section is skipped (true) or the benchmark fails (false). */
  readonly isOptional: boolean;
  /** Makes the data in an empty directory, which is removed after the section. */
  prepare(directory: string, signal: AbortSignal): Promise<Section>;
}

export type PlanSection = (options: BenchmarkOptions) => SectionPlan;
