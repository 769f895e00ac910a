import { describe, expect, test } from '@jest/globals';
import { InputError, StoreError } from '../../src/errors.ts';
import { MemorySource } from '../../src/memory/memory-source.ts';
import { guardSource, readRange, type ByteSource } from '../../src/ports/byte-source.ts';
import { probe } from '../helpers/source-probes.ts';

const failingWith = (reason: Error): ByteSource => ({
  size: 100,
  read: () => Promise.reject(reason),
});

describe('guardSource', () => {
  test('reads the bytes of the source', async () => {
    const guarded = guardSource(new MemorySource(Buffer.from('0123456789')));

    expect(guarded.size).toBe(10);
    expect(Buffer.from(await readRange(guarded, 3, 6)).toString()).toBe('345');
  });

  test.each([
    ['an error', new Error('EIO: i/o error'), 'EIO: i/o error'],
    ['something else', 'a string' as unknown as Error, 'a string'],
  ])('wraps %s that the source throws, with the range that was asked for', async (_, cause, message) => {
    const error: unknown = await readRange(guardSource(failingWith(cause)), 10, 30).catch(
      (reason: unknown) => reason,
    );

    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({
      code: 'READ_FAILED',
      message: `bytes 10 to 30 of the archive cannot be read: ${message}`,
      cause,
      details: { start: 10, end: 30 },
    });
  });

  test.each([
    ['an error that is already wrapped', new StoreError('READ_FAILED', 'bytes 0 to 1 cannot be read')],
    ['a fault of the archive', new InputError('TRUNCATED_ARCHIVE', 'the archive ends too early')],
  ])('passes on %s as it is', async (_, failure) => {
    await expect(readRange(guardSource(guardSource(failingWith(failure))), 0, 1)).rejects.toBe(failure);
  });

  test('says that the archive changed if the source says so', async () => {
    const cause = new Error('it was written to');
    const source = { ...failingWith(cause), checkUnchanged: () => Promise.reject(cause) };

    await expect(guardSource(source).checkUnchanged()).rejects.toMatchObject({
      name: 'StoreError',
      code: 'ARCHIVE_CHANGED',
      message: 'the archive changed while it was being read: it was written to',
      cause,
    });
    await expect(guardSource(guardSource(source)).checkUnchanged()).rejects.toHaveProperty('cause', cause);
    await expect(guardSource(failingWith(cause)).checkUnchanged()).resolves.toBeUndefined();
  });

  test('asks for nothing once it is aborted', async () => {
    const source = probe(new MemorySource(Buffer.alloc(10)));
    const reason = new Error('enough');

    await expect(readRange(guardSource(source, AbortSignal.abort(reason)), 0, 1)).rejects.toBe(reason);
    expect(source.reads).toEqual([]);
  });

  test('gives the reason of an abort, not the failure that it led to', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const source: ByteSource = {
      size: 10,
      read: async () => {
        controller.abort(reason);
        throw new Error('socket closed');
      },
    };

    await expect(readRange(guardSource(source, controller.signal), 0, 1)).rejects.toBe(reason);
  });

  test('hands the signal to the source', async () => {
    const { signal } = new AbortController();
    const signals: unknown[] = [];
    const source: ByteSource = { size: 10, read: async (_target, _start, given) => void signals.push(given) };

    await readRange(guardSource(source, signal), 0, 1);

    expect(signals).toEqual([signal]);
  });
});

describe('readRange', () => {
  test('asks the source for nothing when the range is empty', async () => {
    const source = probe(new MemorySource(Buffer.alloc(10)));

    expect(await readRange(source, 5, 5)).toHaveLength(0);
    expect(source.reads).toEqual([]);
  });
});
