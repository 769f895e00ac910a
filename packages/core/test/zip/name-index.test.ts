import { describe, expect, test } from '@jest/globals';
import { baseName } from '../../src/zip/entry-name.ts';
import { AMBIGUOUS, NameIndex } from '../../src/zip/name-index.ts';
import { buildZip } from '../helpers/build-zip.ts';
import { indexZip } from '../helpers/index-zip.ts';

async function indexOf(names: readonly string[], keyOf = (name: string): string => name): Promise<NameIndex> {
  return new NameIndex(await indexZip(buildZip(names.map((name) => ({ name })))), keyOf);
}

describe('NameIndex', () => {
  test('finds every one of many names, and none that is not there', async () => {
    const names = Array.from({ length: 3000 }, (_, i) => `${i}-é.jpg`);
    const index = await indexOf(names);

    expect(names.map((name) => index.find(name))).toEqual([...names.keys()]);
    expect(index.find('3000-é.jpg')).toBeUndefined();
    expect(index.findDuplicate()).toBeUndefined();
  });

  test('distinguishes names of the same hash', async () => {
    // FNV-1a of 32 bits is 0x5e4daa9d for both.
    const names = ['costarring', 'liquid'];
    const index = await indexOf(names);

    expect(names.map((name) => index.find(name))).toEqual([0, 1]);
    expect(index.findDuplicate()).toBeUndefined();
  });

  test('says that several entries have a key, and which one is a duplicate', async () => {
    const index = await indexOf(['x/a.jpg', 'b.jpg', 'y/a.jpg'], baseName);

    expect([index.find('a.jpg'), index.find('b.jpg')]).toEqual([AMBIGUOUS, 1]);
    expect(index.findDuplicate()).toBe(2);
  });

  test('leaves out folders and files that operating systems add', async () => {
    const index = await indexOf(['folder/', '.DS_Store', 'a.jpg']);

    expect(['folder/', '.DS_Store', 'a.jpg'].map((name) => index.find(name))).toEqual([
      undefined,
      undefined,
      2,
    ]);
  });
});
