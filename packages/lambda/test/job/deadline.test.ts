import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { OutOfTimeError, StoppedError, withDeadline } from '../../src/job/deadline.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** Work that ends only when it is stopped. */
const untilStopped = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
  });

describe('withDeadline', () => {
  test('gives what the work gives, and leaves no timer', async () => {
    expect(await withDeadline({ milliseconds: 1000 }, () => Promise.resolve('done'))).toBe('done');
    expect(jest.getTimerCount()).toBe(0);
  });

  test('lets through what the work throws, and leaves no timer', async () => {
    await expect(
      withDeadline({ milliseconds: 1000 }, () => Promise.reject(new Error('broken'))),
    ).rejects.toThrow('broken');
    expect(jest.getTimerCount()).toBe(0);
  });

  test('stops the work when its time is up, not before', async () => {
    const stopped = jest.fn();
    const work = withDeadline({ milliseconds: 1000 }, (signal) => untilStopped(signal)).catch(stopped);

    await jest.advanceTimersByTimeAsync(999);
    expect(stopped).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);
    await work;
    expect(stopped).toHaveBeenCalledWith(expect.any(OutOfTimeError));
  });

  test.each([0, -5000])('stops the work at once where %d milliseconds are left', async (milliseconds) => {
    await expect(withDeadline({ milliseconds }, untilStopped)).rejects.toThrow(OutOfTimeError);
  });

  test.each(['before it begins', 'while it is under way'])(
    'stops the work when it is told to: %s',
    async (when) => {
      const stop = new AbortController();
      if (when === 'before it begins') stop.abort();

      const work = withDeadline({ milliseconds: 1000, stop: stop.signal }, untilStopped);
      stop.abort();

      await expect(work).rejects.toThrow(StoppedError);
      expect(jest.getTimerCount()).toBe(0);
    },
  );

  test('keeps the result of work that did not need to stop', async () => {
    expect(await withDeadline({ milliseconds: 0 }, () => Promise.resolve('done anyway'))).toBe('done anyway');
  });
});
