import { describe, expect, test } from '@jest/globals';
import { InputError, StoreError } from '../../../src/index.ts';
import { Spool } from '../../../src/node/spool/spool.ts';
import { catchBatchError } from '../../helpers/catch-error.ts';
import { memoryPlace, systemError, type MemoryPlace } from '../../helpers/memory-place.ts';
import { seededRandom } from '../../helpers/seeded-random.ts';

const BUFFER_BYTES = 1024 * 1024;
const RESERVE_BYTES = 64 * 1024 * 1024;
const bytes = seededRandom(22).bytes(4 * BUFFER_BYTES + 100);

/** Fills a spool that begins in the first place; gives where it ended and what it holds. */
async function fill(
  places: readonly MemoryPlace[],
  content: Uint8Array = bytes,
): Promise<{ placeName: string; content: Buffer }> {
  const spool = await Spool.open(places, 0);
  try {
    for (let at = 0; at < content.length; at += 100_000) {
      spool.append(content.subarray(at, at + 100_000));
      await spool.settle();
    }
    const source = await spool.finish();
    const back = Buffer.alloc(source.size);
    await source.read(back, 0);
    return { placeName: spool.placeName, content: back };
  } finally {
    await spool.dispose();
    for (const { media } of places) expect(media.map(({ closes }) => closes)).toEqual(media.map(() => 1));
  }
}

describe('a spool', () => {
  test.each([
    [-1, 'second'],
    [0, 'first'],
    [1, 'first'],
  ])(
    'may be as large as its place allows: a limit of its size and %d leaves it in the %s',
    async (more, name) => {
      for (const size of [100, BUFFER_BYTES, bytes.length]) {
        const limit = size + more;
        const byPlace = memoryPlace({ name: 'first', maxBytes: limit });
        const byRoom = memoryPlace({ name: 'first', free: RESERVE_BYTES + limit });
        for (const first of [byPlace, byRoom]) {
          const second = memoryPlace({ name: 'second' });

          const { placeName, content } = await fill([first, second], bytes.subarray(0, size));

          expect(placeName).toBe(name);
          expect(content.equals(bytes.subarray(0, size))).toBe(true);
          expect(second.media).toHaveLength(name === 'second' ? 1 : 0);
        }
      }
    },
  );

  test.each(['ENOSPC', 'EDQUOT', 'EFBIG'])(
    'moves to the next place when its medium answers %s, at whichever write, and loses nothing',
    async (code) => {
      for (let full = 0; full <= bytes.length; full += BUFFER_BYTES / 2) {
        const first = memoryPlace({ name: 'first', full: { bytes: full, code } });

        const { placeName, content } = await fill([first, memoryPlace({ name: 'second' })]);

        expect([full, placeName]).toEqual([full, 'second']);
        expect(content.equals(bytes)).toBe(true);
      }
    },
  );

  test('takes what was replaced and skipped with it', async () => {
    const first = memoryPlace({ name: 'first', full: { bytes: 2 * BUFFER_BYTES, code: 'ENOSPC' } });
    const spool = await Spool.open([first, memoryPlace({ name: 'second' })], 0);
    spool.append(bytes.subarray(0, BUFFER_BYTES));
    spool.patch(10, Buffer.from('1234'));
    spool.skip(1000);
    spool.append(bytes.subarray(0, 2 * BUFFER_BYTES));
    spool.patch(20, Buffer.from('5678'));
    const source = await spool.finish();

    const content = Buffer.alloc(source.size);
    await source.read(content, 0);

    const start = Buffer.from(bytes.subarray(0, BUFFER_BYTES));
    start.write('1234', 10);
    start.write('5678', 20);
    const expected = Buffer.concat([start, Buffer.alloc(1000), bytes.subarray(0, 2 * BUFFER_BYTES)]);
    expect(spool.placeName).toBe('second');
    expect(content.equals(expected)).toBe(true);
    await spool.dispose();
  });

  test('counts what was appended for a place, not what was skipped', async () => {
    const spool = await Spool.open([memoryPlace({ name: 'first', maxBytes: 200 })], 0);
    spool.append(bytes.subarray(0, 100));
    spool.skip(BUFFER_BYTES);
    spool.append(bytes.subarray(0, 100));

    expect((await spool.finish()).size).toBe(BUFFER_BYTES + 200);
    await spool.dispose();
  });

  test('passes over places that do not do, and moves more than once', async () => {
    const places = [
      memoryPlace({ name: 'first', maxBytes: BUFFER_BYTES }),
      memoryPlace({ name: 'too small', maxBytes: 1000 }),
      memoryPlace({ name: 'broken', failsAt: () => systemError('EACCES') }),
      memoryPlace({ name: 'no room', free: 0 }),
      memoryPlace({ name: 'second', full: { bytes: 3 * BUFFER_BYTES, code: 'ENOSPC' } }),
      memoryPlace({ name: 'third' }),
    ];

    const { placeName, content } = await fill(places);

    expect(placeName).toBe('third');
    expect(content.equals(bytes)).toBe(true);
    expect(places.map(({ media }) => media.length)).toEqual([1, 0, 0, 0, 1, 1]);
  });

  test.each([
    [
      'that no place is meant for',
      [
        memoryPlace({ name: '/tmp', maxBytes: BUFFER_BYTES }),
        memoryPlace({ name: '/mnt', maxBytes: 2 * BUFFER_BYTES }),
      ],
      'ARCHIVE_TOO_LARGE',
      3 * BUFFER_BYTES,
      '/tmp is for 1048576 bytes at most; /mnt is for 2097152 bytes at most',
    ],
    [
      'that the only place is not meant for',
      [memoryPlace({ name: '/tmp', maxBytes: 2 * BUFFER_BYTES })],
      'ARCHIVE_TOO_LARGE',
      3 * BUFFER_BYTES,
      '/tmp is for 2097152 bytes at most',
    ],
    [
      'while the only place is full',
      [memoryPlace({ name: '/tmp', full: { bytes: BUFFER_BYTES, code: 'ENOSPC' } })],
      'SPOOL_FAILED',
      2 * BUFFER_BYTES,
      '/tmp: ENOSPC: it went wrong',
    ],
    [
      'while the room of the only place is used up',
      [memoryPlace({ name: '/tmp', free: RESERVE_BYTES + BUFFER_BYTES })],
      'SPOOL_FAILED',
      2 * BUFFER_BYTES,
      '/tmp: it is full',
    ],
    [
      'while one place is full and the other cannot be used',
      [
        memoryPlace({ name: '/tmp', maxBytes: BUFFER_BYTES }),
        memoryPlace({ name: '/mnt', failsAt: () => systemError('EACCES') }),
      ],
      'SPOOL_FAILED',
      2 * BUFFER_BYTES,
      '/tmp is for 1048576 bytes at most; /mnt cannot be used (EACCES: it went wrong)',
    ],
  ])('refuses bytes %s', async (_, places, code, atLeast, reasons) => {
    const error = await catchBatchError(fill(places));

    expect(error).toBeInstanceOf(code === 'SPOOL_FAILED' ? StoreError : InputError);
    expect(error.code).toBe(code);
    const needed = (error.details as { neededBytes: number }).neededBytes;
    expect(error.message).toBe(
      `the archive unpacks to ${needed} bytes or more, and there is no room for them: ${reasons}`,
    );
    expect(needed).toBeGreaterThanOrEqual(atLeast);
    expect(needed).toBeLessThanOrEqual(bytes.length);
  });

  test('that a place had no room for, but only for now, is no fault of the archive', async () => {
    const large = (): MemoryPlace => memoryPlace({ name: 'full', full: { bytes: 10, code: 'ENOSPC' } });
    const busy = (): MemoryPlace => memoryPlace({ name: 'busy', free: 0 });
    const small = (): MemoryPlace => memoryPlace({ name: 'small', maxBytes: 2 * BUFFER_BYTES });

    for (const places of [
      [small(), busy()],
      [busy(), small()],
      [large(), small()],
    ])
      expect(await catchBatchError(fill(places))).toMatchObject({ code: 'SPOOL_FAILED' });
  });

  test('writes nothing after a failure', async () => {
    const cause = systemError('EIO');
    const place = memoryPlace({ failsAt: (call) => (call === 'write memory' ? cause : undefined) });

    const error = await catchBatchError(fill([place]));

    expect(error).toMatchObject({ code: 'SPOOL_FAILED', cause });
    expect(error.message).toBe('the archive cannot be unpacked in memory: EIO: it went wrong');
    expect(place.calls.filter((call) => call === 'write memory')).toHaveLength(1);
  });
});
