/**
 * Calls `work` with 0 to `count - 1`, at most `limit` at a time. After a failure no new call starts. It rejects with
 * the first failure once all running calls have settled, so that a clean-up cannot race with them.
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
