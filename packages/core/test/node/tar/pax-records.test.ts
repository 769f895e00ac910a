import { describe, expect, test } from '@jest/globals';
import { buildTar, type TarEntryOptions } from '../../helpers/build-tar.ts';
import { catchBatchError } from '../../helpers/catch-error.ts';
import { splitTar } from '../../helpers/split-tar.ts';

const longName = 'n'.repeat(120);
const ok: TarEntryOptions[] = [
  { name: 'ok.jpg', data: 'ok' },
  { name: 'manifest.csv', data: 'imageName\nok.jpg\n' },
];

/** `length key=value\n`, the value as bytes. */
function record(key: string, value: string | Uint8Array): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), Buffer.from(value), Buffer.from('\n')]);
  let length = rest.length;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

/** A pax header, and the entry that it is about. */
const withPax = (entry: TarEntryOptions, ...records: Uint8Array[]): TarEntryOptions[] => [
  { name: 'PaxHeaders/x', type: 'x', data: Buffer.concat(records) },
  entry,
];

async function expectSplit(...entries: TarEntryOptions[]): Promise<void> {
  const { plan } = await splitTar(buildTar([...entries, ...ok]));
  expect(plan).toMatchObject({ rows: 1, images: 1 });
}

describe('pax records', () => {
  test('may name files in no UTF-8: they are told apart, though no row can name them', async () => {
    const files = [0xe8, 0xe9].flatMap((byte) =>
      withPax(
        { name: longName.slice(0, 100), data: 'x' },
        record('path', Buffer.from([...Buffer.from(longName), byte])),
      ),
    );

    await expectSplit(...files);
  });

  test('may hold line breaks and bytes of any kind where they do not matter', async () => {
    await expectSplit(
      ...withPax(
        { name: 'a.jpg', data: 'x' },
        record('comment', 'x\n16 path=zzz.jpg\n10 size=9\n'),
        record('SCHILY.xattr.user.x', Buffer.from([0, 10, 0xff, 61])),
      ),
    );
  });

  test('give a name with a line break to nobody else', async () => {
    const { plan } = await splitTar(
      buildTar([...withPax({ name: 'ok.jp', data: 'x' }, record('path', 'ok.jpg\nx')), ...ok]),
    );

    expect(plan.images).toBe(1);
    expect(plan.findings).toMatchObject([{ code: 'image-unlisted', names: ['not-utf-8-1/ok.jpg\ufffdx'] }]);
  });

  test.each(['-5', 'abc', '1e3', ''])('are refused with the size %j', async (size) => {
    const tar = buildTar([...withPax({ name: 'a.jpg', data: 'x' }, record('size', size)), ...ok]);

    expect(await catchBatchError(splitTar(tar))).toMatchObject({ code: 'CORRUPT_TAR' });
  });

  test.each([
    ['longer than the header', '99 path=a.jpg\n'],
    ['shorter than they are', '12 path=a.jpg\n'],
    ['no numbers', 'x path=a.jpg\n'],
    ['without a value', '7 path\n'],
  ])('are refused when their lengths are %s', async (_, text) => {
    const tar = buildTar([...withPax({ name: 'a.jpg', data: 'x' }, Buffer.from(text)), ...ok]);

    expect(await catchBatchError(splitTar(tar))).toMatchObject({
      code: 'CORRUPT_TAR',
      message: 'the TAR archive is damaged: it has a pax header whose records do not fit their lengths',
    });
  });
});

test('names in headers that are no UTF-8 are told apart, too', async () => {
  const tar = buildTar([{ name: 'x1.jpg', data: '1' }, { name: 'x2.jpg', data: '2' }, ...ok]);
  for (const [name, byte] of [
    ['x1.jpg', 0xe8],
    ['x2.jpg', 0xe9],
  ] as const) {
    const offset = tar.indexOf(name);
    tar[offset + 1] = byte;
    const sum = tar
      .subarray(offset, offset + 512)
      .reduce((total, value, i) => total + (i >= 148 && i < 156 ? 32 : value), 0);
    tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, offset + 148);
  }

  expect((await splitTar(tar)).plan.images).toBe(1);
});

test.each([
  ['a hard link', '1'],
  ['a symbolic link', '2'],
  ['a device', '3'],
  ['a pipe', '6'],
])('%s with a size is refused: readers do not agree where the next entry begins', async (_, type) => {
  const tar = buildTar([{ name: 'l', type, linkName: type < '3' ? 'ok.jpg' : '', size: 512 }, ...ok]);

  expect(await catchBatchError(splitTar(tar))).toMatchObject({
    code: 'CORRUPT_TAR',
    message: 'the TAR archive is damaged: entry "l" is no file, but has a size of 512 bytes',
  });
});
