import { setTimeout as wait } from 'node:timers/promises';

/** Waits until a condition is true, or the test times out. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await wait(20);
}
