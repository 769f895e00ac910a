import {
  lstat,
  lutimes,
  mkdir,
  readdir,
  readFile,
  rm,
  statfs,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { directoryPlace, sweepSpools } from '../../../src/node/spool/directory-place.ts';
import { Spool } from '../../../src/node/spool/spool.ts';
import { catchBatchError } from '../../helpers/catch-error.ts';
import { withTemporaryFolder } from '../../helpers/run-tool.ts';
import { seededRandom } from '../../helpers/seeded-random.ts';

const bytes = seededRandom(24).bytes(300_000);
const spoolName = /^biospex-spool-[\da-f]{32}$/;

describe('a directory as a place', () => {
  test('is called as told, or by its path, and has no limit unless told', () => {
    expect(directoryPlace({ directory: '/tmp/x' })).toMatchObject({ name: '/tmp/x', maxBytes: Infinity });
    expect(directoryPlace({ directory: '/tmp/x', name: 'the drive', maxBytes: 5 })).toMatchObject({
      name: 'the drive',
      maxBytes: 5,
    });
  });

  test('says what is free on its file system', async () => {
    await withTemporaryFolder(async (folder) => {
      const { blocks, bsize } = await statfs(folder);

      const free = await directoryPlace({ directory: folder }).freeBytes();

      expect(free).toBeGreaterThan(0);
      expect(free).toBeLessThan(blocks * bsize);
      expect(free % bsize).toBe(0);
    });
  });

  test.each([false, true])('keeps what is written, also with its name: %p', async (keepsName) => {
    await withTemporaryFolder(async (folder) => {
      const medium = await directoryPlace({ directory: folder, keepsName }).open();
      await medium.write(bytes.subarray(1000), 1000);
      await medium.write(bytes.subarray(0, 1000), 0);
      await medium.resize(400_000);
      const back = Buffer.alloc(400_000);

      await medium.read(back, 0);

      expect(back.equals(Buffer.concat([bytes, Buffer.alloc(100_000)]))).toBe(true);
      await medium.close();
      expect(await readdir(folder)).toEqual([]);
    });
  });

  test('has no file that anyone could see, even while a spool is open', async () => {
    await withTemporaryFolder(async (folder) => {
      const medium = await directoryPlace({ directory: folder }).open();
      await medium.write(bytes, 0);

      expect(await readdir(folder)).toEqual([]);
      await medium.close();
    });
  });

  test('has a file of its own for each spool, for nobody else, when it keeps names', async () => {
    await withTemporaryFolder(async (folder) => {
      const place = directoryPlace({ directory: folder, keepsName: true });
      const media = [await place.open(), await place.open()];
      await media[0]!.write(bytes, 0);

      const names = await readdir(folder);
      const stats = await Promise.all(names.map((name) => lstat(join(folder, name))));

      expect(names.filter((name) => spoolName.test(name))).toHaveLength(2);
      expect(stats.map(({ mode }) => mode & 0o777)).toEqual([0o600, 0o600]);
      expect(stats.map(({ size }) => size).sort()).toEqual([0, bytes.length]);
      await media[0]!.close();
      expect(await readdir(folder)).toHaveLength(1);
      await media[1]!.close();
      expect(await readdir(folder)).toEqual([]);
    });
  });

  test('does not mind when somebody has removed the file before', async () => {
    await withTemporaryFolder(async (folder) => {
      const medium = await directoryPlace({ directory: folder, keepsName: true }).open();
      for (const name of await readdir(folder)) await rm(join(folder, name));

      await expect(medium.close()).resolves.toBeUndefined();
    });
  });

  test('rejects a read beyond the end, rather than fill a part', async () => {
    await withTemporaryFolder(async (folder) => {
      const medium = await directoryPlace({ directory: folder }).open();
      await medium.write(bytes, 0);

      const reading = medium.read(new Uint8Array(100), bytes.length - 50);

      await expect(reading).rejects.toThrow(`the spool ends at byte ${bytes.length}`);
      await medium.close();
    });
  });

  test('is made when it is missing, but not what it lies in', async () => {
    await withTemporaryFolder(async (folder) => {
      const directory = join(folder, 'spools');
      const deep = join(folder, 'missing', 'spools');

      expect(await directoryPlace({ directory }).freeBytes()).toBeGreaterThan(0);
      await (await directoryPlace({ directory: join(folder, 'others') }).open()).close();

      await expect(directoryPlace({ directory: deep }).freeBytes()).rejects.toMatchObject({ code: 'ENOENT' });
      await expect(directoryPlace({ directory: deep }).open()).rejects.toMatchObject({ code: 'ENOENT' });
      expect((await readdir(folder)).sort()).toEqual(['others', 'spools']);
    });
  });

  test.each([
    ['does not exist', 'missing/spools', 'ENOENT'],
    ['is a file', 'file', 'EACCES|ENOTDIR'],
    ['lies in a file', 'file/spools', 'ENOTDIR'],
    ['leads to nothing', 'dangling', 'ENOENT'],
  ])('is named where it %s', async (_, path, code) => {
    await withTemporaryFolder(async (folder) => {
      await writeFile(join(folder, 'file'), '');
      await symlink('nowhere', join(folder, 'dangling'));
      const directory = join(folder, path);

      const error = await catchBatchError(Spool.open([directoryPlace({ directory })], 100));

      expect(error.code).toBe('SPOOL_FAILED');
      expect(error.message).toContain(`there is no place for them: ${directory} cannot be used (`);
      expect(error.message).toMatch(new RegExp(code));
    });
  });

  test.each(['/proc', '/sys'])('is named where nobody can write: %s', async (directory) => {
    const error = await catchBatchError(Spool.open([directoryPlace({ directory })], 100));

    expect(error.code).toBe('SPOOL_FAILED');
    expect(error.message).toContain(`${directory} `);
  });
});

describe('sweepSpools', () => {
  const now = Date.UTC(2026, 0, 2);
  const hour = 3_600_000;
  const name = (digit: string): string => `biospex-spool-${digit.repeat(32)}`;

  async function put(path: string, ageMs: number): Promise<void> {
    await writeFile(path, 'x');
    await utimes(path, new Date(now - ageMs), new Date(now - ageMs));
  }

  test.each([
    [hour - 1, 0],
    [hour, 1],
    [hour + 1, 1],
  ])('removes spools of that age and older: %d ms of an hour', async (ageMs, removed) => {
    await withTemporaryFolder(async (folder) => {
      await put(join(folder, name('a')), ageMs);

      expect(await sweepSpools(folder, { olderThanMs: hour, now })).toBe(removed);

      expect(await readdir(folder)).toHaveLength(1 - removed);
    });
  });

  test.each([
    [24 * hour - 1, 0],
    [24 * hour, 1],
  ])('goes by a day unless told otherwise: %d ms', async (ageMs, removed) => {
    await withTemporaryFolder(async (folder) => {
      await put(join(folder, name('a')), ageMs);

      expect(await sweepSpools(folder, { now })).toBe(removed);
    });
  });

  test('removes nothing else', async () => {
    await withTemporaryFolder(async (folder) => {
      const others = [
        ...[name('a').slice(0, -1), `${name('a')}0`, name('A'), name('g'), `x${name('a')}`, 'a.zip'],
        ...[`${name('a')}.old`, `.${name('a')}`],
      ];
      for (const other of others) await put(join(folder, other), 2 * hour);
      await mkdir(join(folder, name('1')));
      await symlink('a.zip', join(folder, name('2')));
      await utimes(join(folder, name('1')), 1, 1);
      await lutimes(join(folder, name('2')), 1, 1);
      await put(join(folder, name('3')), 2 * hour);
      await put(join(folder, name('4')), 3 * hour);

      expect(await sweepSpools(folder, { olderThanMs: hour, now })).toBe(2);

      expect((await readdir(folder)).sort()).toEqual([...others, name('1'), name('2')].sort());
      expect(await readFile(join(folder, 'a.zip'), 'utf8')).toBe('x');
    });
  });

  test('leaves a spool that is open now', async () => {
    await withTemporaryFolder(async (folder) => {
      const medium = await directoryPlace({ directory: folder, keepsName: true }).open();

      expect(await sweepSpools(folder, { olderThanMs: hour, now: Date.now() })).toBe(0);
      expect(await readdir(folder)).toHaveLength(1);
      expect(await sweepSpools(folder, { olderThanMs: hour, now: Date.now() + 2 * hour })).toBe(1);
      await medium.close();
    });
  });

  test('finds nothing in a folder that is missing, and shares its work with another', async () => {
    await withTemporaryFolder(async (folder) => {
      expect(await sweepSpools(join(folder, 'missing'), { olderThanMs: 0, now })).toBe(0);
      const digits = Array.from('0123456789abcdef');
      for (const digit of digits) await put(join(folder, name(digit)), hour);

      const counts = await Promise.all([1, 2, 3].map(() => sweepSpools(folder, { olderThanMs: 0, now })));

      expect(counts.reduce((sum, count) => sum + count)).toBe(digits.length);
      expect(await readdir(folder)).toEqual([]);
    });
  });
});
