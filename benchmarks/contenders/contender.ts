import type { Command } from '../run-program.ts';

/** One way to do the work of a section: a row of its table. */
export interface Contender {
  /** The same in every run: names the row in JSON. */
  readonly id: string;
  readonly name: string;
  /** Programs it needs; it is reported as not installed when one is missing. @default none */
  readonly programs?: readonly string[];
  /** Called before each run, and not measured. @default nothing */
  prepare?(): Promise<void>;
  /** The command to measure; `output` is an empty directory. */
  command(output: string): Command;
  /**
   * Rejects when the output is not what it should be. Called after every run, and not measured.
   *
   * @param isFirst whether this was the contender's first run: the time for what takes long
   */
  check?(output: string, isFirst: boolean): Promise<void>;
  /** @default all rounds of its section */
  readonly maxRounds?: number;
}
