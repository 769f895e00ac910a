/** Runs `attempt` with 1, 2, 3 … until it says that the run went through; gives how many failed before. */
export async function untilItSucceeds(attempt: (nth: number) => Promise<boolean>): Promise<number> {
  for (let nth = 1; nth <= 1000; nth++) if (await attempt(nth)) return nth - 1;
  throw new Error('1000 runs failed');
}
