import { StoreError } from '@biospex/batch-core';

const MAX_SHOWN = 5;

/** Problems keeps the first five problems as sentences, and counts all. */
export class Problems {
  count = 0;
  readonly shown: string[] = [];

  add(sentence: string): void {
    this.count++;
    if (this.shown.length < MAX_SHOWN) this.shown.push(sentence);
  }
}

/** Says what is damaged. An abort or a failure of the disk or the network is not damage, and is thrown. */
export function describeDamage(error: unknown, signal: AbortSignal): string {
  signal.throwIfAborted();
  if (error instanceof StoreError) throw error;
  return (error as Error).message;
}
