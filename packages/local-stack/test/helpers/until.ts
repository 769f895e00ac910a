import { setTimeout as wait } from 'node:timers/promises';

/** Waits for what must come to pass. The test's own timeout is the limit. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await wait(20);
}
