import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { MemorySource } from '../../src/memory/memory-source.ts';
import type { StagedBatch } from '../../src/index.ts';
import { layoutOf, sourceBytes } from '../helpers/random-layouts.ts';
import { withTemporaryFolder } from '../helpers/run-tool.ts';

// As FAT and some network shares answer.
jest.unstable_mockModule('node:fs/promises', () => ({
  ...fs,
  link: () => Promise.reject(Object.assign(new Error('EPERM: operation not permitted'), { code: 'EPERM' })),
}));
const { DirectoryStore } = await import('../../src/node/directory-store.ts');

const source = new MemorySource(sourceBytes);

function compose(directory: string, size: number): Promise<StagedBatch> {
  const layout = layoutOf([[0, size]]);
  return new DirectoryStore(directory).compose({ key: 'a.zip', layout, source, onBytes: () => undefined });
}

describe('DirectoryStore on a file system without hard links', () => {
  test('publishes, replaces and settles', async () => {
    await withTemporaryFolder(async (folder) => {
      await (await compose(folder, 10)).publish();
      const batch = await compose(folder, 20);
      await batch.publish();
      await batch.settle?.();

      expect(await fs.readdir(folder)).toEqual(['a.zip']);
      expect(await fs.readFile(join(folder, 'a.zip'))).toHaveLength(20);
    });
  });

  test('brings back what a discarded batch had replaced', async () => {
    await withTemporaryFolder(async (folder) => {
      await (await compose(folder, 10)).publish();
      const batch = await compose(folder, 20);
      await batch.publish();

      await batch.discard();

      expect(await fs.readdir(folder)).toEqual(['a.zip']);
      expect(await fs.readFile(join(folder, 'a.zip'))).toHaveLength(10);
    });
  });

  test('does not take the place of a batch that came meanwhile', async () => {
    await withTemporaryFolder(async (folder) => {
      const first = await compose(folder, 10);
      await (await compose(folder, 20)).publish();

      await expect(first.publish()).rejects.toThrow('another split wrote it meanwhile');
      await first.discard();

      expect(await fs.readFile(join(folder, 'a.zip'))).toHaveLength(20);
      expect(await fs.readdir(folder)).toEqual(['a.zip']);
    });
  });

  test('puts back a batch that is not the one it was to replace', async () => {
    await withTemporaryFolder(async (folder) => {
      await fs.writeFile(join(folder, 'a.zip'), 'before');
      const batch = await compose(folder, 10);
      await fs.rm(join(folder, 'a.zip'));
      await fs.writeFile(join(folder, 'a.zip'), 'meanwhile');

      await expect(batch.publish()).rejects.toThrow('another split replaced it meanwhile');
      await batch.discard();

      expect(await fs.readFile(join(folder, 'a.zip'), 'utf8')).toBe('meanwhile');
      expect(await fs.readdir(folder)).toEqual(['a.zip']);
    });
  });
});
