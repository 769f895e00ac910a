import { describe, expect, test } from '@jest/globals';
import { ByteBudget } from '../../src/store/byte-budget.ts';

describe('ByteBudget', () => {
  test('lets no more bytes be in use than there are', async () => {
    const budget = new ByteBudget(100);
    let inUse = 0;
    let most = 0;
    const work = (bytes: number): Promise<void> =>
      budget.with(bytes, async () => {
        inUse += bytes;
        most = Math.max(most, inUse);
        await new Promise(setImmediate);
        inUse -= bytes;
      });

    await Promise.all([60, 30, 20, 100, 1, 99, 50, 50].map(work));

    expect(most).toBe(100);
    expect(inUse).toBe(0);
  });

  test('serves in order: many small ones do not keep a large one waiting', async () => {
    const budget = new ByteBudget(100);
    const order: number[] = [];

    await Promise.all(
      [60, 90, 10, 10].map((bytes) => budget.with(bytes, () => Promise.resolve(order.push(bytes)))),
    );

    expect(order).toEqual([60, 90, 10, 10]);
  });

  test('lets in what is larger than all of it, alone', async () => {
    const budget = new ByteBudget(100);

    expect(await budget.with(1000, () => Promise.resolve('done'))).toBe('done');
  });

  test('gives bytes back after a failure', async () => {
    const budget = new ByteBudget(100);

    await expect(budget.with(100, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await budget.with(100, () => Promise.resolve('next'))).toBe('next');
  });
});
