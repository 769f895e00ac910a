import { lutimes, mkdir, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { sweepSpools } from '../../../src/node/index.ts';
import { withTemporaryFolder } from '../../helpers/run-tool.ts';

const now = Date.UTC(2026, 0, 2);
const hour = 3_600_000;
const name = (digit: string): string => `biospex-spool-${digit.repeat(32)}`;

async function put(path: string, ageMs: number): Promise<void> {
  await writeFile(path, 'x');
  await utimes(path, new Date(now - ageMs), new Date(now - ageMs));
}

describe('sweepSpools', () => {
  test.each([
    [hour - 1, { olderThanMs: hour }, 0],
    [hour, { olderThanMs: hour }, 1],
    [24 * hour - 1, {}, 0],
    [24 * hour, {}, 1],
  ])('removes a spool of %d ms by %j: %d', async (ageMs, options, removed) => {
    await withTemporaryFolder(async (folder) => {
      await put(join(folder, name('a')), ageMs);

      expect(await sweepSpools(folder, { ...options, now })).toBe(removed);

      expect(await readdir(folder)).toHaveLength(1 - removed);
    });
  });

  test('removes nothing else', async () => {
    await withTemporaryFolder(async (folder) => {
      const others = [name('a').slice(0, -1), `${name('a')}0`, name('A'), `x${name('a')}`, 'a.zip'];
      for (const other of others) await put(join(folder, other), 2 * hour);
      await mkdir(join(folder, name('1')));
      await symlink('a.zip', join(folder, name('2')));
      await utimes(join(folder, name('1')), 1, 1);
      await lutimes(join(folder, name('2')), 1, 1);
      await put(join(folder, name('3')), 2 * hour);

      expect(await sweepSpools(folder, { olderThanMs: hour, now })).toBe(1);

      expect((await readdir(folder)).sort()).toEqual([...others, name('1'), name('2')].sort());
      expect(await readFile(join(folder, 'a.zip'), 'utf8')).toBe('x');
    });
  });

  test('finds nothing in a missing folder, and can run beside another sweep', async () => {
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
