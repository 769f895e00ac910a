import { describe, expect, test } from '@jest/globals';
import { ByteBudget } from '../../src/store/byte-budget.ts';

const never = new AbortController().signal;

describe('ByteBudget', () => {
  test('lets no more bytes be in use than there are', async () => {
    const budget = new ByteBudget(100, never);
    let inUse = 0;
    let most = 0;
    const work = async (bytes: number): Promise<void> => {
      const giveBack = await budget.take(bytes);
      inUse += bytes;
      most = Math.max(most, inUse);
      await new Promise(setImmediate);
      inUse -= bytes;
      giveBack();
    };

    await Promise.all([60, 30, 20, 100, 1, 99, 50, 50].map(work));

    expect(most).toBe(100);
    expect(inUse).toBe(0);
  });

  test('serves in order: many small ones do not keep a large one waiting', async () => {
    const budget = new ByteBudget(100, never);
    const order: number[] = [];

    await Promise.all(
      [60, 90, 10, 10].map(async (bytes) => {
        const giveBack = await budget.take(bytes);
        order.push(bytes);
        giveBack();
      }),
    );

    expect(order).toEqual([60, 90, 10, 10]);
  });

  test('lets in what is larger than all of it, alone', async () => {
    const budget = new ByteBudget(100, never);
    const giveBack = await budget.take(1000);
    let isServed = false;

    const next = budget.take(1).then(() => (isServed = true));
    await new Promise(setImmediate);
    expect(isServed).toBe(false);
    giveBack();

    expect(await next).toBe(true);
  });

  test('rejects those who wait, and those who come later, once it is aborted', async () => {
    const controller = new AbortController();
    const budget = new ByteBudget(100, controller.signal);
    await budget.take(100);
    const waiting = budget.take(1);

    controller.abort(new Error('enough'));

    await expect(waiting).rejects.toThrow('enough');
    await expect(budget.take(1)).rejects.toThrow('enough');
  });
});
