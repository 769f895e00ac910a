import { describe, expect, test } from '@jest/globals';
import { BufferPool } from '../../src/store/buffer-pool.ts';

const never = new AbortController().signal;

describe('BufferPool', () => {
  test('never lends more bytes than it has', async () => {
    const pool = new BufferPool(100, never);
    let inUse = 0;
    let most = 0;
    const work = async (bytes: number): Promise<void> => {
      const { giveBack } = await pool.lend(bytes);
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

  test('serves in order: small requests do not overtake a large one', async () => {
    const pool = new BufferPool(100, never);
    const order: number[] = [];

    await Promise.all(
      [60, 90, 10, 10].map(async (bytes) => {
        const { giveBack } = await pool.lend(bytes);
        order.push(bytes);
        giveBack();
      }),
    );

    expect(order).toEqual([60, 90, 10, 10]);
  });

  test('lends a buffer larger than the pool alone', async () => {
    const pool = new BufferPool(100, never);
    const { giveBack } = await pool.lend(1000);
    let isServed = false;

    const next = pool.lend(1).then(() => (isServed = true));
    await new Promise(setImmediate);
    expect(isServed).toBe(false);
    giveBack();

    expect(await next).toBe(true);
  });

  test('lends the same memory again', async () => {
    const pool = new BufferPool(100, never);
    const { bytes, giveBack } = await pool.lend(40);
    giveBack();

    expect((await pool.lend(35)).bytes.buffer).toBe(bytes.buffer);
  });

  test('rejects waiting and later requests once it is aborted', async () => {
    const controller = new AbortController();
    const pool = new BufferPool(100, controller.signal);
    await pool.lend(100);
    const waiting = pool.lend(1);

    controller.abort(new Error('enough'));

    await expect(waiting).rejects.toThrow('enough');
    await expect(pool.lend(1)).rejects.toThrow('enough');
  });
});
