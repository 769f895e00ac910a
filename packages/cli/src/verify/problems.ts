import { StoreError } from '@biospex/batch-core';

const MAX_SHOWN = 20;

/** Problems collects what is wrong: the first 20 as sentences, all of them as a number. */
export class Problems {
  count = 0;
  shown: string[] = [];

  add(sentence: string): void {
    this.count++;
    if (this.shown.length < MAX_SHOWN) this.shown.push(sentence);
  }

  /** Tells of the one problem that all others come from. */
  replaceBy(sentence: string): void {
    this.count = 1;
    this.shown = [sentence];
  }
}

/** Why something cannot be read, for the report. What ends the verification is thrown: that nobody could read. */
export function describeDamage(error: unknown, signal: AbortSignal): string {
  signal.throwIfAborted();
  if (error instanceof StoreError) throw error;
  return (error as Error).message;
}
