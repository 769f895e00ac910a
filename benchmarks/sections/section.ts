import type { Contender } from '../contenders/contender.ts';
import type { BenchmarkOptions, SectionName } from '../options.ts';

/** Contenders that do the same work on the same data, measured in turn: a table. */
export interface Section {
  readonly contenders: readonly Contender[];
  readonly rounds: number;
  /** The contender that the others are compared with. @default none: no column of ratios */
  readonly baseId?: string;
  /** Read once before each round, so that all contenders find them in memory. @default none */
  readonly warmFiles?: readonly string[];
}

/** What a section says of itself before its data are made. */
export interface SectionPlan {
  readonly name: SectionName;
  readonly title: string;
  /** Where its data go: memory if there is enough, or a disk. */
  readonly place: 'memory' | 'disk';
  /** Room for its data and the largest output. */
  readonly neededBytes: number;
  /** Makes the data in an empty directory that is removed after the section. */
  prepare(directory: string, signal: AbortSignal): Promise<Section>;
}

export type PlanSection = (options: BenchmarkOptions) => SectionPlan;
