/**
 * Calls `work` for the numbers 0 to `count - 1`, at most `limit` at a time. After a failure no further call starts,
 * and it rejects with the first failure only when all running calls have settled: what they hold can then be
 * cleaned up without a race.
 */
export async function concurrently(
  count: number,
  limit: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const failures: unknown[] = [];
  const lane = async (): Promise<void> => {
    while (next < count && failures.length === 0) {
      try {
        await work(next++);
      } catch (failure) {
        failures.push(failure);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, count) }, lane));
  if (failures.length > 0) throw failures[0];
}
