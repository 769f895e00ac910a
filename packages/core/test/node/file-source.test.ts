import { mkdtemp, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { FileSource } from '../../src/node/file-source.ts';
import { describeByteSource } from '../contract/byte-source-contract.ts';
import { runTool, withTemporaryFolder } from '../helpers/run-tool.ts';

describeByteSource('FileSource', async (bytes) => {
  const folder = await mkdtemp(join(tmpdir(), 'biospex-test-'));
  const path = join(folder, 'archive.zip');
  await writeFile(path, bytes);
  const source = await FileSource.open(path);
  const close = async (): Promise<void> => {
    await source.close();
    await rm(folder, { recursive: true });
  };
  return { source, close };
});

describe('FileSource', () => {
  /** Small reads are done in place, large ones in the thread pool. */
  const sizes = [100, 131_072, 131_073, 400_000];

  test.each(sizes)(
    'rejects a read of %d bytes from a file that was cut short after it was opened',
    async (size) => {
      await withTemporaryFolder(async (folder) => {
        const source = await openFileOf(folder, 500_000);
        await truncate(join(folder, 'file'), 50);

        const reading = source.read(new Uint8Array(size), 0);

        await expect(reading).rejects.toThrow('the file ends at byte 50; it was truncated while being read');
        await source.close();
      });
    },
  );

  test.each(sizes)(
    "rejects a read of %d bytes after it was closed, with the system's error",
    async (size) => {
      await withTemporaryFolder(async (folder) => {
        const source = await openFileOf(folder, 500_000);
        await source.close();

        await expect(source.read(new Uint8Array(size), 0)).rejects.toMatchObject({ code: 'EBADF' });
      });
    },
  );

  test('is not opened for a missing file', async () => {
    await expect(FileSource.open(join(tmpdir(), 'biospex-no-such-file'))).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });

  test('is not opened for a directory, and says which', async () => {
    await withTemporaryFolder(async (folder) => {
      await expect(FileSource.open(folder)).rejects.toMatchObject({
        code: 'EISDIR',
        path: folder,
        message: `${folder} is not a regular file`,
      });
    });
  });

  test('gives the event loop a turn during many small reads', async () => {
    await withTemporaryFolder(async (folder) => {
      const source = await openFileOf(folder, 500_000);
      const target = new Uint8Array(1000);
      const turn = new AbortController();
      setImmediate(() => turn.abort());

      for (let reads = 0; reads < 500_000 && !turn.signal.aborted; reads++)
        await source.read(target, reads % 400_000);

      expect(turn.signal.aborted).toBe(true);
      await source.close();
    });
  });

  test('is not opened for a named pipe, and does not wait for its writer', async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, 'pipe');
      await runTool('mkfifo', [path]);

      await expect(FileSource.open(path)).rejects.toThrow('is not a regular file');
    });
  });

  test('notices that the file was modified after it was opened', async () => {
    await withTemporaryFolder(async (folder) => {
      const source = await openFileOf(folder, 10);
      await expect(source.checkUnchanged()).resolves.toBeUndefined();

      await utimes(join(folder, 'file'), 1, 1);
      await expect(source.checkUnchanged()).rejects.toThrow('it was modified');
      await truncate(join(folder, 'file'), 5);
      await expect(source.checkUnchanged()).rejects.toThrow('its size was 10 bytes and is now 5');
      await source.close();
    });
  });

  test('follows a link to a file', async () => {
    await withTemporaryFolder(async (folder) => {
      const source = await openFileOf(folder, 10);
      await symlink('file', join(folder, 'link'));

      const linked = await FileSource.open(join(folder, 'link'));

      expect(linked.size).toBe(10);
      await Promise.all([source.close(), linked.close()]);
    });
  });
});

async function openFileOf(folder: string, size: number): Promise<FileSource> {
  await writeFile(join(folder, 'file'), Buffer.alloc(size, 'x'));
  return FileSource.open(join(folder, 'file'));
}
