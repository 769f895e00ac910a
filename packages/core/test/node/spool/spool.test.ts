import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InputError, StoreError } from '../../../src/index.ts';
import type { SpoolPlace } from '../../../src/node/index.ts';
import { SPOOL_NAME, Spool } from '../../../src/node/spool/spool.ts';
import { catchBatchError } from '../../helpers/catch-error.ts';
import { seededRandom } from '../../helpers/seeded-random.ts';

const BUFFER_BYTES = 1024 * 1024;
const bytes = seededRandom(21).bytes(5 * BUFFER_BYTES);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'biospex-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

const openSpool = (place: Partial<SpoolPlace> = {}, archiveBytes = 0): Promise<Spool> =>
  Spool.open([{ directory: folder, ...place }], archiveBytes);

async function contentOf(spool: Spool): Promise<Buffer> {
  const source = await spool.finish();
  const content = Buffer.alloc(source.size);
  await source.read(content, 0);
  await spool.dispose();
  return content;
}

async function fill(spool: Spool, length: number): Promise<void> {
  for (let at = 0; at < length; at += 100_000) {
    spool.append(bytes.subarray(at, Math.min(at + 100_000, length)));
    await spool.settle();
  }
}

describe('a spool', () => {
  test.each([0, 1, BUFFER_BYTES - 1, BUFFER_BYTES, BUFFER_BYTES + 1, 5 * BUFFER_BYTES])(
    'gives the appended bytes back: %d',
    async (length) => {
      const spool = await openSpool();

      await fill(spool, length);

      expect(spool.size).toBe(length);
      expect((await contentOf(spool)).equals(bytes.subarray(0, length))).toBe(true);
    },
  );

  test('holds the same bytes as a buffer, whatever is appended, skipped and replaced', async () => {
    const length = fc.oneof(fc.nat(2 * BUFFER_BYTES), fc.nat(100), fc.constant(BUFFER_BYTES));
    const step = fc.oneof(
      fc.record({ kind: fc.constant('append' as const), length }),
      fc.record({ kind: fc.constant('skip' as const), length }),
      // The part of what is there at which it begins, or the bytes before its end.
      fc.record({ kind: fc.constant('patch' as const), at: fc.double({ min: 0, max: 1, noNaN: true }) }),
      fc.record({ kind: fc.constant('patch' as const), at: fc.nat(100) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
        const spool = await openSpool();
        const expected = Buffer.alloc(12 * BUFFER_BYTES + 1);
        let size = 0;
        for (const one of steps) {
          if (one.kind === 'patch') {
            if (size < 104) continue;
            const position = one.at <= 1 ? Math.floor(one.at * (size - 4)) : size - 4 - one.at;
            spool.patch(position, Buffer.from('1234'));
            expected.write('1234', position);
            continue;
          }
          if (one.kind === 'skip') spool.skip(one.length);
          else {
            spool.append(bytes.subarray(0, one.length));
            expected.set(bytes.subarray(0, one.length), size);
          }
          size += one.length;
          await spool.settle();
        }
        spool.append(Buffer.from('!'));
        expected.write('!', size);

        expect((await contentOf(spool)).equals(expected.subarray(0, size + 1))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test.each([-4, -3, -1, 0])('replaces bytes at %d bytes from the end', async (offset) => {
    const spool = await openSpool();
    spool.append(bytes.subarray(0, BUFFER_BYTES + 100));

    spool.patch(BUFFER_BYTES + offset, Buffer.from('1234'));

    const expected = Buffer.from(bytes.subarray(0, BUFFER_BYTES + 100));
    expected.write('1234', BUFFER_BYTES + offset);
    expect((await contentOf(spool)).equals(expected)).toBe(true);
  });

  test('has no visible file, or one that only its owner can read', async () => {
    const nameless = await openSpool();
    expect(await readdir(folder)).toEqual([]);
    const named = await openSpool({ keepsName: true });

    const [name = ''] = await readdir(folder);

    expect(name).toMatch(SPOOL_NAME);
    expect((await lstat(join(folder, name))).mode & 0o777).toBe(0o600);
    await Promise.all([nameless.dispose(), named.dispose()]);
    await named.dispose();
    expect(await readdir(folder)).toEqual([]);
  });

  test.each([
    [BUFFER_BYTES, 'fits'],
    [1.25 * BUFFER_BYTES, 'fits'],
    [1.25 * BUFFER_BYTES + 1, 'fails'],
    [5 * BUFFER_BYTES, 'fails'],
  ])(
    'may be a quarter larger than the largest archive of its place: %d bytes of 1 MiB',
    async (size, fate) => {
      const spool = await openSpool({ name: '/tmp', maxBytes: BUFFER_BYTES });
      const filling = fill(spool, size).then(() => spool.finish());

      if (fate === 'fits') expect((await filling).size).toBe(size);
      else {
        const error = await catchBatchError(filling);
        expect(error).toBeInstanceOf(StoreError);
        expect(error).toMatchObject({
          code: 'SPOOL_FAILED',
          message: 'the archive cannot be unpacked in /tmp: no room is left',
        });
      }
      await spool.dispose();
    },
  );

  test('counts appended bytes against its place, but not skipped ones', async () => {
    const spool = await openSpool({ maxBytes: 200 });
    spool.append(bytes.subarray(0, 100));
    spool.skip(BUFFER_BYTES);
    spool.append(bytes.subarray(0, 100));

    expect((await spool.finish()).size).toBe(BUFFER_BYTES + 200);
    await spool.dispose();
  });
});

describe('the place of a spool', () => {
  const none = '/no/such/folder';
  const nameOfFirst = async (places: readonly SpoolPlace[], archiveBytes: number): Promise<string> => {
    const spool = await Spool.open(places, archiveBytes);
    const taken = (await readdir(folder, { recursive: true })).find((path) => path.includes('spool-'));
    await spool.dispose();
    return taken!.split('/')[0]!;
  };
  const small = (): SpoolPlace => ({ directory: join(folder, 'small'), maxBytes: 1000, keepsName: true });
  const large = (): SpoolPlace => ({ directory: join(folder, 'large'), keepsName: true });

  test.each([
    [999, 'small'],
    [1000, 'small'],
    [1001, 'large'],
  ])(
    "is the first that allows the archive's size, and is created if missing: %d in %s",
    async (size, name) => {
      expect(await nameOfFirst([small(), large()], size)).toBe(name);
      expect(await nameOfFirst([{ directory: none }, small(), large()], size)).toBe(name);
    },
  );

  test.each([
    [
      'an archive that no place is meant for',
      [{ name: '/tmp', maxBytes: 20 }],
      'ARCHIVE_TOO_LARGE',
      '/tmp takes at most 20 bytes',
    ],
    [
      'to write where it cannot',
      [{ name: '/mnt', directory: none }],
      'SPOOL_FAILED',
      "/mnt cannot be used (ENOENT: no such file or directory, mkdir '/no/such/folder')",
    ],
    [
      'for now while another place may do later',
      [
        { name: '/tmp', maxBytes: 20 },
        { name: '/mnt', directory: none },
      ],
      'SPOOL_FAILED',
      "/tmp takes at most 20 bytes; /mnt cannot be used (ENOENT: no such file or directory, mkdir '/no/such/folder')",
    ],
  ])('refuses %s', async (_, places, code, reasons) => {
    const error = await catchBatchError(
      Spool.open(
        places.map((place) => ({ directory: folder, ...place })),
        21,
      ),
    );

    expect(error).toBeInstanceOf(code === 'SPOOL_FAILED' ? StoreError : InputError);
    expect(error).toMatchObject({ code, details: { neededBytes: 21 } });
    expect(error.message).toBe(`there is no room to unpack the archive of 21 bytes: ${reasons}`);
  });

  test('needs room for a quarter more than the archive, and 64 MiB besides', async () => {
    const error = await catchBatchError(openSpool({ name: '/tmp' }, 2 ** 50));

    expect(error).toMatchObject({ code: 'SPOOL_FAILED' });
    expect(error.message).toMatch(/: \/tmp has \d+ bytes free, but \d+ are needed$/);
  });
});
