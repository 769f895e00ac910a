import { describe, expect, test } from '@jest/globals';
import { concurrently } from '../src/concurrently.ts';

/** Work that is done when the test says so. */
class Gates {
  readonly started: number[] = [];
  readonly #gates = new Map<number, { resolve: () => void; reject: (reason: unknown) => void }>();

  readonly work = (i: number): Promise<void> => {
    this.started.push(i);
    return new Promise((resolve, reject) => this.#gates.set(i, { resolve, reject }));
  };

  async open(i: number): Promise<void> {
    this.#gates.get(i)?.resolve();
    await settle();
  }

  async fail(i: number, reason: unknown): Promise<void> {
    this.#gates.get(i)?.reject(reason);
    await settle();
  }
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('concurrently', () => {
  test.each([
    [0, 1],
    [0, 5],
    [1, 1],
    [5, 1],
    [5, 4],
    [5, 5],
    [5, 6],
  ])('calls work for each of %d numbers once, in order, at most %d at a time', async (count, limit) => {
    const calls: number[] = [];
    let active = 0;
    let highest = 0;

    await concurrently(count, limit, async (i) => {
      calls.push(i);
      highest = Math.max(highest, ++active);
      await settle();
      active--;
    });

    expect(calls).toEqual(Array.from({ length: count }, (_, i) => i));
    expect(highest).toBe(Math.min(count, limit));
  });

  test('starts the next as soon as one is done', async () => {
    const gates = new Gates();
    const done = concurrently(4, 2, gates.work);

    await gates.open(1);
    expect(gates.started).toEqual([0, 1, 2]);
    await gates.open(2);
    expect(gates.started).toEqual([0, 1, 2, 3]);

    await gates.open(3);
    await gates.open(0);
    await done;
  });

  test('starts nothing more after a failure, waits for what runs, and rejects with the first failure', async () => {
    const gates = new Gates();
    let outcome: unknown = 'running';
    const done = concurrently(5, 3, gates.work).catch((reason: unknown) => (outcome = reason));

    await gates.fail(1, 'first');
    await gates.fail(0, 'second');
    expect(outcome).toBe('running');
    await gates.open(2);
    await done;

    expect(outcome).toBe('first');
    expect(gates.started).toEqual([0, 1, 2]);
  });

  test('takes an exception of work for a failure', async () => {
    const failure = new Error('thrown');

    await expect(
      concurrently(2, 2, () => {
        throw failure;
      }),
    ).rejects.toBe(failure);
  });

  test('rejects even when the failure is undefined', async () => {
    await expect(
      concurrently(1, 1, () => Promise.reject(undefined as unknown as Error)),
    ).rejects.toBeUndefined();
  });
});
