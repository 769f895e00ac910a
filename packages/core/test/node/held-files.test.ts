import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { MemorySource } from '../../src/memory/memory-source.ts';
import { layoutOf, sourceBytes } from '../helpers/random-layouts.ts';
import { withTemporaryFolder } from '../helpers/run-tool.ts';

let isHeld = false;
// As Windows answers while a virus scanner has the file.
jest.unstable_mockModule('node:fs/promises', () => ({
  ...fs,
  rm: (path: string, options: object) =>
    isHeld && path.endsWith('.partial')
      ? Promise.reject(Object.assign(new Error('EBUSY: resource busy or locked'), { code: 'EBUSY' }))
      : fs.rm(path, options),
}));
const { DirectoryStore } = await import('../../src/node/directory-store.ts');

test('a batch that has its name and cannot lose the temporary one is not left behind', async () => {
  await withTemporaryFolder(async (folder) => {
    const batch = await new DirectoryStore(join(folder, 'batches')).compose({
      key: 'a.zip',
      layout: layoutOf([[0, 10]]),
      source: new MemorySource(sourceBytes),
      onBytes: () => undefined,
    });
    isHeld = true;
    await expect(batch.publish()).rejects.toThrow('EBUSY');
    isHeld = false;

    await batch.discard();

    expect(await fs.readdir(folder)).toEqual([]);
  });
});
