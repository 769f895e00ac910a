import type { Command } from '../run-program.ts';

/** A way to do the work of a section, and a row of its table. */
export interface Contender {
  /** Name of the row in JSON. */
  readonly id: string;
  readonly name: string;
  /** Programs it needs. If one is missing, the row says "not installed". @default none */
  readonly programs?: readonly string[];
  /** Called before each run; not measured. @default nothing */
  prepare?(): Promise<void>;
  /** The command to measure; `output` is an empty directory. */
  command(output: string): Command;
  /**
   * Rejects if the output is wrong. Called after each run; not measured.
   *
   * @param isFirst true after the first run, for checks that take long
   */
  check?(output: string, isFirst: boolean): Promise<void>;
  /** @default the rounds of its section */
  readonly maxRounds?: number;
}
