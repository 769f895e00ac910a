import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { MemorySource, MemoryStore, splitArchive, StoreError } from '../../../src/index.ts';
import { directoryPlace, openExport, type SpoolPlace } from '../../../src/node/index.ts';
import { buildTar } from '../../helpers/build-tar.ts';
import { memoryPlace, systemError, type MemoryPlace } from '../../helpers/memory-place.ts';
import { withTemporaryFolder } from '../../helpers/run-tool.ts';
import { seededRandom } from '../../helpers/seeded-random.ts';
import { untilItSucceeds } from '../../helpers/until-it-succeeds.ts';
import { actAtReport, failNth } from '../../helpers/watch-store.ts';

const mebibyte = 1024 * 1024;
const image = seededRandom(23).bytes(2 * mebibyte);
const tar = buildTar([
  { name: 'a.jpg', data: image },
  { name: 'b.jpg', data: image },
  { name: 'manifest.csv', data: 'imageName\na.jpg\nb.jpg\n' },
]);
const full = { bytes: 2 * mebibyte, code: 'ENOSPC' };
const reading = { chunkBytes: 200_000, ahead: 2 };

interface Run {
  error: unknown;
  store: MemoryStore;
}

/** Opens, splits and closes; the first error is what counts. */
async function run(
  places: readonly SpoolPlace[],
  more: Partial<Parameters<typeof openExport>[1]> = {},
  archive: Uint8Array = tar,
): Promise<Run> {
  const store = new MemoryStore();
  try {
    const opened = await openExport(new MemorySource(archive), { places, reading, ...more });
    try {
      await splitArchive(opened.source, store, { stem: 'export' });
    } finally {
      await opened.close();
    }
    return { error: undefined, store };
  } catch (error) {
    return { error: error ?? 'rejected with nothing', store };
  }
}

function expectClosed(places: readonly MemoryPlace[]): void {
  const media = places.flatMap((place) => place.media);
  expect(media.map(({ closes }) => closes)).toEqual(media.map(() => 1));
}

describe('an export whose spool fails', () => {
  // Its first place fills up, so that it moves; at least so many calls of each kind are made.
  test.each([
    ['write', 6],
    ['read', 4],
    ['resize', 1],
    ['open', 2],
  ])('at whichever %s is refused with a typed error, each medium closed once', async (kind, atLeast) => {
    const failures = await untilItSucceeds(async (nth) => {
      const cause = systemError('EIO');
      const failsAt = failNth(kind, nth, cause);
      const first = memoryPlace({ name: 'first', full, failsAt });
      const second = memoryPlace({ name: 'second', failsAt });

      const { error, store } = await run([first, second]);

      expectClosed([first, second]);
      if (error === undefined) return true;
      expect([kind, nth, error]).toEqual([kind, nth, expect.any(StoreError)]);
      expect(['SPOOL_FAILED', 'READ_FAILED']).toContain((error as StoreError).code);
      expect((error as StoreError).cause).toBe(cause);
      expect((error as StoreError).message).toMatch(/: EIO: it went wrong$/);
      expect(store.files.size).toBe(0);
      return false;
    });

    expect(failures).toBeGreaterThanOrEqual(atLeast);
  });

  test('when it leaves a place that does not close is refused with a typed error', async () => {
    const cause = systemError('EIO');
    const failsAt = failNth('close', 1, cause);
    const places = [memoryPlace({ name: 'first', full, failsAt }), memoryPlace({ name: 'second', failsAt })];

    const { error } = await run(places);

    expectClosed(places);
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ code: 'SPOOL_FAILED', cause });
  });

  test('while it moves is refused for that, also where closing what it moved to fails, too', async () => {
    const failsAt = (call: string): Error | undefined =>
      call === 'write second' || call === 'close second' ? systemError(call) : undefined;
    const places = [memoryPlace({ name: 'first', full }), memoryPlace({ name: 'second', failsAt })];

    const { error } = await run(places);

    expectClosed(places);
    expect(error).toMatchObject({
      code: 'SPOOL_FAILED',
      message: 'the archive cannot be unpacked in second: write second: it went wrong',
    });
  });

  test('with an error that is typed already is refused for just that', async () => {
    const typed = new StoreError('SPOOL_FAILED', 'the drive is not mounted');
    for (const call of ['open memory', 'write memory', 'resize memory']) {
      const place = memoryPlace({ failsAt: (name) => (name === call ? typed : undefined) });

      expect((await run([place])).error).toBe(typed);
    }
  });

  test('when it is closed says so, and the batches are there', async () => {
    const cause = systemError('EIO');
    const place = memoryPlace({ failsAt: failNth('close', 1, cause) });

    const { error, store } = await run([place]);

    expect(store.files.size).toBe(1);
    expect([error, (error as Error).cause]).toContain(cause);
    expectClosed([place]);
  });

  test('is refused for its first failure, also where closing fails, too', async () => {
    const failsAt = (call: string): Error | undefined =>
      /^(?:write|close)/.test(call) ? systemError(call) : undefined;

    const { error } = await run([memoryPlace({ failsAt })]);

    expect(error).toMatchObject({
      code: 'SPOOL_FAILED',
      message: 'the archive cannot be unpacked in memory: write memory: it went wrong',
    });
  });

  test.each([0, 1, 3 * mebibyte])(
    'does not fail while it has room: expected %d bytes',
    async (expectedBytes) => {
      const small = memoryPlace({ name: 'small', maxBytes: tar.length + mebibyte });
      const { error, store } = await run([small], { expectedBytes });

      expect(error).toBeUndefined();
      expect(store.files.size).toBe(1);
    },
  );

  test('asks for the room that the archive is said to need, or that it has if that is more', async () => {
    const smallFor = (maxBytes: number): MemoryPlace => memoryPlace({ name: 'small', maxBytes });
    const opensSmall = async (maxBytes: number, expectedBytes: number, dryRun = false): Promise<boolean> => {
      const small = smallFor(maxBytes);
      await run([small, memoryPlace({ name: 'large' })], { expectedBytes, dryRun });
      return small.media.length > 0;
    };

    expect(await opensSmall(99_999_999, 99_999_999)).toBe(true);
    expect(await opensSmall(99_999_998, 99_999_999)).toBe(false);
    expect(await opensSmall(tar.length, 0)).toBe(true);
    expect(await opensSmall(tar.length - 1, 0)).toBe(false);
    expect(await opensSmall(1, 99_999_999, true)).toBe(true);
  });
});

describe('an export whose unpacking is aborted', () => {
  test.each([
    ['a TAR archive', tar],
    ['a TAR.GZ archive', gzipSync(tar, { level: 1 })],
  ])('at whichever report leaves nothing, and rejects with the reason: %s', async (_, archive) => {
    await withTemporaryFolder(async (folder) => {
      const aborted = await untilItSucceeds(async (nth) => {
        const controller = new AbortController();
        const reason = new Error(`enough at ${nth}`);
        const directory = join(folder, 'spool');
        const places = [directoryPlace({ directory, keepsName: true })];
        const progress = actAtReport(nth, () => controller.abort(reason));

        const { error } = await run(places, { signal: controller.signal, progress }, archive);

        expect(await readdir(directory)).toEqual([]);
        if (error === undefined) return true;
        expect(error).toBe(reason);
        return false;
      });

      expect(aborted).toBeGreaterThanOrEqual(15);
    });
  });

  test.each([
    ['a TAR archive', tar],
    ['a TAR.GZ archive', gzipSync(tar, { level: 1 })],
  ])('while it reads rejects with the reason, whatever that is: %s', async (_, archive) => {
    const memory = new MemorySource(archive);
    for (const reason of [new Error('enough'), 'a text', null, undefined]) {
      const controller = new AbortController();
      const place = memoryPlace();
      let reads = 0;
      const source = {
        size: memory.size,
        read: async (target: Uint8Array, start: number) => {
          if (++reads === 5) controller.abort(reason);
          await memory.read(target, start);
        },
      };

      const opening = openExport(source, { places: [place], reading, signal: controller.signal });
      const error: unknown = await opening.then(
        () => 'nothing was wrong',
        (thrown: unknown) => thrown,
      );

      expect(error).toBe(controller.signal.reason);
      expectClosed([place]);
    }
  });

  test('while it moves does not move all of it first', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const places = [
      memoryPlace({ name: 'first', full: { bytes: 3 * mebibyte, code: 'ENOSPC' } }),
      memoryPlace({ name: 'second', beforeWrite: async () => controller.abort(reason) }),
    ];

    expect(await run(places, { signal: controller.signal })).toMatchObject({ error: reason });

    expect(places[1]?.calls.filter((call) => call === 'write second')).toHaveLength(1);
    expectClosed(places);
  });

  test('before it begins reads nothing and opens nothing', async () => {
    const place = memoryPlace();
    const reason = new Error('never mind');

    expect(await run([place], { signal: AbortSignal.abort(reason) })).toMatchObject({ error: reason });

    expect(place.calls).toEqual([]);
  });
});
