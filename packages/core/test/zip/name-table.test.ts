import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InputError } from '../../src/index.ts';
import { AMBIGUOUS, NameTable, NOT_FOUND } from '../../src/zip/name-table.ts';

const key = (name: string): Buffer => Buffer.from(name);

function tableOf(names: readonly string[], capacity = names.length): NameTable {
  const keys = names.map(key);
  const table = new NameTable(capacity, (entry) => keys[entry]!);
  for (const entry of names.keys()) table.add(entry);
  return table;
}

describe('NameTable', () => {
  it('finds each name it was given and no other', () => {
    const table = tableOf(['a.jpg', 'b.jpg', 'ab.jpg', '']);

    expect(['a.jpg', 'b.jpg', 'ab.jpg', ''].map((name) => table.find(key(name)))).toEqual([0, 1, 2, 3]);
    expect(['A.jpg', 'a.jp', 'a.jpgg', ' '].map((name) => table.find(key(name)))).toEqual(
      new Array<number>(4).fill(NOT_FOUND),
    );
  });

  it('finds nothing where there is nothing', () => {
    expect(tableOf([]).find(key('a.jpg'))).toBe(NOT_FOUND);
  });

  it('gives the entry that has a name already, and calls the name ambiguous from then on', () => {
    const names = ['a.jpg', 'b.jpg', 'a.jpg', 'a.jpg'].map(key);
    const table = new NameTable(4, (entry) => names[entry]!);

    expect([0, 1, 2, 3].map((entry) => table.add(entry))).toEqual([NOT_FOUND, NOT_FOUND, 0, 0]);
    expect(table.find(key('a.jpg'))).toBe(AMBIGUOUS);
    expect(table.find(key('b.jpg'))).toBe(1);
  });

  it('looks at the first bytes of a key when told how many', () => {
    const table = tableOf(['a.jpg', 'a.jpg2']);
    const buffer = key('a.jpg2345');

    expect([5, 6, 7].map((length) => table.find(buffer, length))).toEqual([0, 1, NOT_FOUND]);
  });

  // More names than FNV-1a of 16 bits has values: slots collide by the thousand.
  it.each([7, 8, 9, 100_000])('keeps %d names apart, however they collide', (count) => {
    const names = Array.from({ length: count }, (_, i) => `${i}.jpg`);
    const table = tableOf(names);

    expect(names.map((name) => table.find(key(name)))).toEqual([...names.keys()]);
    expect(table.find(key(`${count}.jpg`))).toBe(NOT_FOUND);
  });

  it.each([
    ['costarring', 'liquid'],
    ['declinate', 'macallums'],
  ])('keeps names apart that have the same hash: %s and %s', (first, second) => {
    const table = tableOf([first, second]);

    expect([first, second].map((name) => table.find(key(name)))).toEqual([0, 1]);
    expect(tableOf([first]).find(key(second))).toBe(NOT_FOUND);
  });

  it('refuses names that are made to fall on one slot, of which each makes the next search longer', () => {
    const onOneSlot: string[] = [];
    for (let i = 0; onOneSlot.length < 300; i++)
      if ((fnv1a(key(`${i}`)) & 1023) === 7) onOneSlot.push(`${i}`);

    expect(tableOf(onOneSlot.slice(0, 256), 512).find(key(onOneSlot[255]!))).toBe(255);
    expect(tableOf(onOneSlot.slice(0, 256), 512).find(key(onOneSlot[256]!))).toBe(NOT_FOUND);
    expect(() => tableOf(onOneSlot, 512)).toThrow(crowded);
  });

  it('refuses names that are made to have one hash, which have to be compared', () => {
    // Each pair begins where the one before it ends, so that 2^4 names have the same hash.
    let names = [''];
    for (let i = 0; i < 4; i++) {
      const pair = collidingPair(names[0]!);
      names = names.flatMap((name) => pair.map((ending) => name + ending));
    }

    expect(new Set(names.map((name) => fnv1a(key(name)))).size).toBe(1);
    expect(tableOf(names.slice(0, 8)).find(key(names[7]!))).toBe(7);
    expect(() => tableOf(names)).toThrow(crowded);
  });

  it('answers as a Map does', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '/'), maxLength: 4 });
    fc.assert(
      fc.property(fc.array(name, { maxLength: 60 }), fc.array(name, { maxLength: 20 }), (names, asked) => {
        const table = tableOf(names);
        const map = new Map<string, number>();
        for (const [entry, given] of names.entries()) map.set(given, map.has(given) ? AMBIGUOUS : entry);
        for (const wanted of [...names, ...asked]) {
          expect(table.find(key(wanted))).toBe(map.get(wanted) ?? NOT_FOUND);
        }
      }),
    );
  });
});

const crowded = new InputError(
  'CORRUPT_DIRECTORY',
  'the names of the entries are made to keep programs busy that look them up',
);

/** FNV-1a over 32 bits as the table has it. */
function fnv1a(bytes: Uint8Array): number {
  const value = bytes.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), 0x811c9dc5);
  return value ^ (value >>> 15);
}

/** Two endings that give names of the same hash. */
function collidingPair(beginning: string): [string, string] {
  const seen = new Map<number, string>();
  for (let i = 0; ; i++) {
    const ending = `-${i}`;
    const hash = fnv1a(key(beginning + ending));
    const other = seen.get(hash);
    if (other !== undefined) return [other, ending];
    seen.set(hash, ending);
  }
}
