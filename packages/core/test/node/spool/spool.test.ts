import { describe, expect, test } from '@jest/globals';
import { InputError, StoreError } from '../../../src/index.ts';
import { Spool } from '../../../src/node/spool/spool.ts';
import { catchBatchError } from '../../helpers/catch-error.ts';
import { memoryPlace, systemError, type MemoryPlace } from '../../helpers/memory-place.ts';
import { seededRandom } from '../../helpers/seeded-random.ts';

const BUFFER_BYTES = 1024 * 1024;
const RESERVE_BYTES = 64 * 1024 * 1024;
const bytes = seededRandom(21).bytes(5 * BUFFER_BYTES);

async function contentOf(spool: Spool): Promise<Buffer> {
  const source = await spool.finish();
  const content = Buffer.alloc(source.size);
  await source.read(content, 0);
  return content;
}

describe('Spool', () => {
  test.each([0, 1, BUFFER_BYTES - 1, BUFFER_BYTES, BUFFER_BYTES + 1, 3 * BUFFER_BYTES, 5 * BUFFER_BYTES])(
    'gives back what was appended: %d bytes',
    async (length) => {
      for (const step of [1000, 65_536, BUFFER_BYTES, 5 * BUFFER_BYTES]) {
        const place = memoryPlace();
        const spool = await Spool.open([place], length);
        for (let at = 0; at < length; at += step) {
          spool.append(bytes.subarray(at, Math.min(at + step, length)));
          await spool.settle();
        }
        expect(spool.size).toBe(length);

        expect((await contentOf(spool)).equals(bytes.subarray(0, length))).toBe(true);

        await spool.dispose();
        await spool.dispose();
        expect(place.media.map(({ closes }) => closes)).toEqual([1]);
      }
    },
  );

  test('keeps a copy of what is appended', async () => {
    const spool = await Spool.open([memoryPlace()], 0);
    const mine = Buffer.from('abc');

    spool.append(mine);
    mine.fill('x');

    expect((await contentOf(spool)).toString()).toBe('abc');
  });

  test('goes on behind what was skipped, which reads as zeros', async () => {
    const spool = await Spool.open([memoryPlace()], 0);
    spool.skip(5);
    spool.append(Buffer.from('ab'));
    spool.skip(0);
    spool.append(Buffer.from('c'));
    spool.skip(3 * BUFFER_BYTES);
    spool.append(Buffer.from('d'));
    spool.skip(2);

    expect(spool.size).toBe(3 * BUFFER_BYTES + 11);
    const content = await contentOf(spool);

    expect(content.length).toBe(3 * BUFFER_BYTES + 11);
    expect(content.subarray(0, 8).toString()).toBe('\0\0\0\0\0abc');
    expect(content.subarray(8, -3).every((byte) => byte === 0)).toBe(true);
    expect(content.subarray(-3).toString()).toBe('d\0\0');
  });

  test.each([
    ['in what is written', 100],
    ['at the end of what is written', BUFFER_BYTES - 4],
    ['across the end of what is written', BUFFER_BYTES - 3],
    ['across the end of what is written, by its first byte', BUFFER_BYTES - 1],
    ['at the beginning of what is in memory', BUFFER_BYTES],
    ['in what is in memory', BUFFER_BYTES + 50],
    ['at the very end', BUFFER_BYTES + 96],
  ])('replaces bytes %s', async (_, position) => {
    const spool = await Spool.open([memoryPlace()], 0);
    spool.append(bytes.subarray(0, BUFFER_BYTES + 100));

    spool.patch(position, Buffer.from('1234'));

    const expected = Buffer.from(bytes.subarray(0, BUFFER_BYTES + 100));
    expected.write('1234', position);
    expect((await contentOf(spool)).equals(expected)).toBe(true);
  });

  test('replaces bytes before what was skipped', async () => {
    const spool = await Spool.open([memoryPlace()], 0);
    spool.append(Buffer.from('abcdef'));
    spool.skip(10);
    spool.append(Buffer.from('gh'));

    spool.patch(2, Buffer.from('CDEF'));

    expect((await contentOf(spool)).toString()).toBe(`abCDEF${'\0'.repeat(10)}gh`);
  });

  test('lets no more than some MiB wait for a slow medium', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const spool = await Spool.open([memoryPlace({ beforeWrite: () => gate })], 0);
    let appended = 0;
    const filling = (async () => {
      for (let i = 0; i < 20; i++) {
        spool.append(bytes.subarray(0, BUFFER_BYTES));
        appended++;
        await spool.settle();
      }
    })();

    for (let turn = 0; turn < 100; turn++) await Promise.resolve();
    const waiting = appended;
    release();
    await filling;

    expect(waiting).toBeGreaterThanOrEqual(2);
    expect(waiting).toBeLessThanOrEqual(4);
    expect(spool.size).toBe(20 * BUFFER_BYTES);
    await spool.dispose();
  });

  test('uses a buffer again only when it is written', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const place = memoryPlace({ beforeWrite: () => gate });
    const spool = await Spool.open([place], 0);
    spool.append(bytes.subarray(0, 3 * BUFFER_BYTES + 17));
    const finishing = contentOf(spool);
    release();

    expect((await finishing).equals(bytes.subarray(0, 3 * BUFFER_BYTES + 17))).toBe(true);
  });
});

describe('Spool.open', () => {
  async function openIn(places: readonly MemoryPlace[], expectedBytes: number): Promise<string> {
    const spool = await Spool.open(places, expectedBytes);
    const { placeName } = spool;
    await spool.dispose();
    expect(places.flatMap(({ media }) => media.map(({ closes }) => closes))).toEqual([1]);
    return placeName;
  }

  test.each([
    [999, 'small'],
    [1000, 'small'],
    [1001, 'large'],
  ])('takes the first place that is meant for so many bytes: %d in %s', async (expectedBytes, name) => {
    const places = [memoryPlace({ name: 'small', maxBytes: 1000 }), memoryPlace({ name: 'large' })];

    expect(await openIn(places, expectedBytes)).toBe(name);
  });

  test.each([
    [999, 'small'],
    [1000, 'small'],
    [1001, 'large'],
  ])('takes the first place that has room, 64 MiB of it kept free: %d in %s', async (expectedBytes, name) => {
    const small = memoryPlace({ name: 'small', free: RESERVE_BYTES + 1000 });

    expect(await openIn([small, memoryPlace({ name: 'large' })], expectedBytes)).toBe(name);
  });

  test('passes over a place that cannot be used', async () => {
    const broken = memoryPlace({ name: 'broken', failsAt: () => systemError('EACCES') });

    expect(await openIn([broken, memoryPlace({ name: 'good' })], 5)).toBe('good');
  });

  test.each([
    [
      'which no place is meant for',
      [memoryPlace({ name: '/tmp', maxBytes: 10 }), memoryPlace({ name: '/mnt', maxBytes: 20 })],
      'ARCHIVE_TOO_LARGE',
      '/tmp is for 10 bytes at most; /mnt is for 20 bytes at most',
    ],
    [
      'which the only place has no room for now',
      [memoryPlace({ name: '/tmp', free: RESERVE_BYTES + 20 })],
      'SPOOL_FAILED',
      '/tmp has 20 bytes to spare',
    ],
    [
      'which a place has no room for now, and no other is meant for',
      [memoryPlace({ name: '/tmp', maxBytes: 10 }), memoryPlace({ name: '/mnt', free: 5 })],
      'SPOOL_FAILED',
      '/tmp is for 10 bytes at most; /mnt has 0 bytes to spare',
    ],
    [
      'while the place cannot be used',
      [memoryPlace({ name: '/mnt', failsAt: () => systemError('EACCES') })],
      'SPOOL_FAILED',
      '/mnt cannot be used (EACCES: it went wrong)',
    ],
  ])('refuses bytes %s', async (_, places, code, reasons) => {
    const error = await catchBatchError(Spool.open(places, 21));

    expect(error).toBeInstanceOf(code === 'SPOOL_FAILED' ? StoreError : InputError);
    expect(error).toMatchObject({ code, details: { neededBytes: 21 } });
    expect(error.message).toBe(
      `the archive unpacks to 21 bytes or more, and there is no room for them: ${reasons}`,
    );
    expect(places.flatMap(({ media }) => media)).toEqual([]);
  });

  test('says where it could not be opened', async () => {
    const cause = systemError('EROFS');
    const place = memoryPlace({
      name: '/mnt',
      failsAt: (call) => (call === 'open /mnt' ? cause : undefined),
    });

    const error = await catchBatchError(Spool.open([place], 1));

    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ code: 'SPOOL_FAILED', cause });
    expect(error.message).toBe('the archive cannot be unpacked in /mnt: EROFS: it went wrong');
  });
});
