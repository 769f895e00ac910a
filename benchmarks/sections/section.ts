import type { Contender } from '../contenders/contender.ts';
import type { BenchmarkOptions, SectionName } from '../options.ts';
import type { Requirement } from '../requirement.ts';
import type { Detail, Row } from '../tables.ts';

/** Contenders that do the same work on the same data, measured in turn: a table. */
export interface Section {
  readonly contenders: readonly Contender[];
  readonly rounds: number;
  /** The contender that the others are compared with. @default none: no column of ratios */
  readonly baseId?: string;
  /** Read once before each round, so that all contenders find them in memory. @default none */
  readonly warmFiles?: readonly string[];
  /** What there is to tell besides times and memory; called after the last round. @default nothing */
  sumUp?(rows: readonly Row[]): Promise<SumUp>;
  /** Ends what the section has started; called in any case. @default nothing to end */
  close?(): Promise<void>;
}

export interface SumUp {
  readonly details: readonly Detail[];
  readonly requirements: readonly Requirement[];
}

/** What a section says of itself before its data are made. */
export interface SectionPlan {
  readonly name: SectionName;
  readonly title: string;
  /** Where its data go: memory if there is enough, or a disk. */
  readonly place: 'memory' | 'disk';
  /** Room for its data and the largest output. */
  readonly neededBytes: number;
  /** Whether it is left out, with a word, where there is no such room; else the benchmark fails. */
  readonly isOptional: boolean;
  /** Makes the data in an empty directory that is removed after the section. */
  prepare(directory: string, signal: AbortSignal): Promise<Section>;
}

export type PlanSection = (options: BenchmarkOptions) => SectionPlan;
