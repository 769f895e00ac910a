import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { layOutTar, type TarEntryOptions } from '../../helpers/build-tar.ts';
import { gzipMembers, gzipMembersOf } from '../../helpers/cut-gzip.ts';
import { makeExport } from '../../helpers/export-fixture.ts';
import { splitTar } from '../../helpers/split-tar.ts';

const fixture = makeExport({ images: 3, seed: 13, imageBytes: 700 });
const entries: TarEntryOptions[] = fixture.files.map(({ name, bytes }) => ({
  name: `./${name}`,
  data: bytes,
  nameIn: 'pax',
}));
const built = layOutTar([{ name: './', type: '5' }, ...entries]);
const tar = built.bytes;
const second = built.entries[2]!;
let spooled: Buffer;

beforeAll(async () => {
  ({ spooled } = await splitTar(tar));
});

describe('a TAR.GZ archive of several gzip members', () => {
  test.each([
    ['between two entries', second.headerOffset],
    ['inside a header', second.headerOffset + 150],
    ['between a header and its data', second.dataOffset],
    ['inside the data', second.dataOffset + 1],
    ['inside the padding of the data', second.dataOffset + 701],
    ['inside a pax header', second.endOffset + 100],
    ['inside a pax record', second.endOffset + 520],
    ['before the zero blocks', built.endOffset],
    ['between the zero blocks', built.endOffset + 512],
    ['after all of it, the last member empty', tar.length],
  ])('cut %s unpacks as if it had one', async (_, cut) => {
    for (const chunkBytes of [1000, 1024 * 1024]) {
      const reading = { chunkBytes, ahead: 1 };
      const split = await splitTar(gzipMembers(tar, [cut]), { reading });

      expect(split.spooled.equals(spooled)).toBe(true);
    }
  });

  test.each([100, 512, 4096])('each of %d bytes unpacks as if it had one', async (memberBytes) => {
    const split = await splitTar(gzipMembersOf(tar, memberBytes));

    expect(split.spooled.equals(spooled)).toBe(true);
  });

  test('with empty members among them unpacks as if it had one', async () => {
    const split = await splitTar(gzipMembers(tar, [0, 0, 600, 600, tar.length, tar.length]));

    expect(split.spooled.equals(spooled)).toBe(true);
  });

  test('ends in a member of its own with more zero blocks, as tar fills up its last record', async () => {
    const filled = Buffer.concat([tar, Buffer.alloc(9 * 512)]);

    const split = await splitTar(gzipMembers(filled, [tar.length]));

    expect(split.spooled.equals(spooled)).toBe(true);
  });
});

describe.each([
  ['a TAR archive', tar],
  ['a TAR.GZ archive', gzipSync(tar)],
  ['a TAR.GZ archive of many members', gzipMembersOf(tar, 700)],
])('%s', (_, archive) => {
  test.each([1, 511, 512, 513, 4096])('gives the same when read %d bytes at a time', async (chunkBytes) => {
    for (const ahead of [0, 3]) {
      const split = await splitTar(archive, { reading: { chunkBytes, ahead } });

      expect(split.spooled.equals(spooled)).toBe(true);
    }
  });

  test.each([1, 512, 100_000])('may be followed by %d zero bytes', async (padding) => {
    const padded = Buffer.concat([archive, Buffer.alloc(padding)]);
    for (const chunkBytes of [4096, 1024 * 1024]) {
      const split = await splitTar(padded, { reading: { chunkBytes, ahead: 2 } });

      expect(split.spooled.equals(spooled)).toBe(true);
    }
  });
});

describe('a name of more than a block, in letters of several bytes,', () => {
  // Wherever the text is cut by blocks, one of these cuts lies inside a letter.
  const names = [0, 1, 2].map((shift) => `${'x'.repeat(shift)}${'日本'.repeat(200)}.jpg`);
  const files = names.map((name): TarEntryOptions => ({ name, data: 'image' }));
  const manifest = { name: 'manifest.csv', data: `imageName\n${names.join('\n')}\n` };

  test.each(['pax', 'gnu'] as const)('is read alike, wherever its %s record is cut', async (nameIn) => {
    const long = layOutTar([manifest, ...files.map((file) => ({ ...file, nameIn }))]).bytes;

    for (const chunkBytes of [512, 1000, 1_000_000]) {
      const { plan } = await splitTar(long, { reading: { chunkBytes, ahead: 1 } });

      expect(plan.images).toBe(3);
    }
  });

  test('may follow other pax records', async () => {
    const comments = Array.from({ length: 20 }, (_, i) => 'c'.repeat(470 + i));
    const accented = comments.map((comment, i): TarEntryOptions => {
      return { name: `${i}${'é'.repeat(60)}.jpg`, data: 'image', nameIn: 'pax', pax: { comment } };
    });
    const rows = accented.map(({ name }) => `${name}\n`).join('');
    const { bytes } = layOutTar([{ name: 'manifest.csv', data: `imageName\n${rows}` }, ...accented]);

    for (const chunkBytes of [512, 700, 1000]) {
      const { plan } = await splitTar(bytes, { reading: { chunkBytes, ahead: 1 } });

      expect(plan.images).toBe(20);
    }
  });
});
