import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { InputError } from '../../../src/index.ts';
import { buildTar, layOutTar } from '../../helpers/build-tar.ts';
import { catchBatchError } from '../../helpers/catch-error.ts';
import { gzipMembers } from '../../helpers/cut-gzip.ts';
import { memoryPlace } from '../../helpers/memory-place.ts';
import { seededRandom } from '../../helpers/seeded-random.ts';
import { openInMemory, splitTar } from '../../helpers/split-tar.ts';
import { compressWith } from '../../helpers/tar-packers.ts';
import { zipOf } from '../../helpers/zip-of.ts';

const image = seededRandom(14).bytes(600);
const tar = buildTar([
  { name: 'a.jpg', data: image },
  { name: 'manifest.csv', data: 'imageName\na.jpg\n' },
]);
const gzip = gzipSync(tar);
let spooled: Buffer;

beforeAll(async () => {
  ({ spooled } = await splitTar(gzip));
});

async function codeOf(bytes: Uint8Array, chunkBytes = 1024 * 1024): Promise<string> {
  const error = await catchBatchError(splitTar(bytes, { reading: { chunkBytes, ahead: 1 } }));
  expect(error).toBeInstanceOf(InputError);
  return error.code;
}

describe('a TAR.GZ archive that is cut short', () => {
  test('is refused wherever it is cut', async () => {
    for (let length = 0; length < gzip.length; length++) {
      // Of one byte nothing is known.
      const code = length < 2 ? 'NOT_AN_ARCHIVE' : 'TRUNCATED_ARCHIVE';

      expect([length, await codeOf(gzip.subarray(0, length))]).toEqual([length, code]);
    }
  });

  test.each([
    ['between two files', 1024 + 512],
    ['inside the data of a file', 700],
    ['before its zero blocks', tar.length - 1024],
    ['between its zero blocks', tar.length - 512],
    ['behind all of it, so that the second is empty', tar.length],
  ])('is refused wherever it is cut, its members divided %s', async (_, cut) => {
    const members = gzipMembers(tar, [cut]);
    const firstEnd = gzipSync(tar.subarray(0, cut)).length;
    for (let length = 2; length < members.length; length++) {
      // The first member alone is an archive when all of the TAR archive is in it.
      if (cut === tar.length && length === firstEnd) continue;

      const code = await codeOf(members.subarray(0, length), 2000);

      expect([length, code]).toEqual([length, 'TRUNCATED_ARCHIVE']);
    }
  });

  test('says so in words that help', async () => {
    const error = await catchBatchError(openInMemory(gzip.subarray(0, 300)));

    expect(error.message).toBe("the archive's gzip data end too early; was the download complete?");
  });
});

describe('a TAR.GZ archive that is damaged', () => {
  test('is refused or not affected, whichever byte is another', async () => {
    const random = seededRandom(15);
    let refused = 0;
    for (let at = 0; at < gzip.length; at++) {
      const bytes = Buffer.from(gzip);
      bytes[at]! ^= 1 << random.integer(8);

      const outcome = await splitTar(bytes).catch((error: unknown) => error);

      if (outcome instanceof InputError) refused++;
      else expect(outcome).toMatchObject({ spooled });
    }

    // What is left are the times and names of the gzip header, and zeros that may be copied from any others.
    expect(refused).toBeGreaterThan(gzip.length - 30);
  });

  test.each([
    ['with a wrong CRC-32', gzip.length - 8],
    ['with a wrong length', gzip.length - 4],
    ['with another compression method', 2],
  ])('%s is refused: CORRUPT_GZIP', async (_, at) => {
    const bytes = Buffer.from(gzip);
    bytes[at]! ^= 0xff;

    const error = await catchBatchError(openInMemory(bytes));

    expect(error).toMatchObject({ code: 'CORRUPT_GZIP' });
    expect(error.message).toMatch(/^the archive's gzip data are damaged: \w/);
  });

  test('with a wrong CRC-32 in its second member is refused: CORRUPT_GZIP', async () => {
    const bytes = gzipMembers(tar, [700]);
    bytes[bytes.length - 8]! ^= 0xff;

    expect(await codeOf(bytes)).toBe('CORRUPT_GZIP');
  });

  test('with something behind its gzip data that is not gzip is refused: CORRUPT_GZIP', async () => {
    for (const garbage of ['x'.repeat(100), 'PK\u0003\u0004'])
      expect(await codeOf(Buffer.concat([gzip, Buffer.from(garbage)]))).toBe('CORRUPT_GZIP');
  });

  test('with another archive in a second gzip member is refused: CORRUPT_TAR', async () => {
    expect(await codeOf(Buffer.concat([gzip, gzip]))).toBe('CORRUPT_TAR');
    expect(await codeOf(Buffer.concat([gzip, gzip]), 100)).toBe('CORRUPT_TAR');
  });
});

describe('gzip data that hold', () => {
  test.each([
    ['nothing', Buffer.alloc(0)],
    ['nothing, twice', gzipSync('')],
    ['a text', Buffer.from('imageName\na.jpg\n'.repeat(100))],
    ['a JPEG', Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), image])],
    ['a ZIP archive', zipOf({ 'manifest.csv': 'imageName\na.jpg\n', 'a.jpg': image })],
    ['a TAR.GZ archive', gzip],
    ['a TAR.GZ archive, twice', gzipSync(gzip)],
    ['a TAR archive with a wrong byte in its first header', Buffer.from(tar).fill(1, 130, 131)],
  ])('%s are refused: NOT_AN_ARCHIVE', async (_, content) => {
    for (const chunkBytes of [20, 1024 * 1024])
      expect(await codeOf(gzipSync(content), chunkBytes)).toBe('NOT_AN_ARCHIVE');
  });

  test.each([
    ['bzip2', ['-c']],
    ['xz', ['-c']],
    ['zstd', ['-c', '-q']],
  ])('a TAR archive that %s compressed are refused: NOT_AN_ARCHIVE', async (program, parameters) => {
    const compressed = await compressWith(program, parameters, tar);
    if (compressed === undefined) return;

    expect(await codeOf(gzipSync(compressed))).toBe('NOT_AN_ARCHIVE');
    expect(await codeOf(compressed)).toBe('UNSUPPORTED_FORMAT');
  });

  test('a TAR archive of nothing are refused: MANIFEST_MISSING', async () => {
    expect(await codeOf(gzipSync(buildTar([])))).toBe('MANIFEST_MISSING');
    expect(await codeOf(gzipSync(buildTar([{ name: './', type: '5' }])))).toBe('MANIFEST_MISSING');
  });

  test('a TAR archive of nothing but one zero block are refused: NOT_AN_ARCHIVE', async () => {
    expect(await codeOf(gzipSync(buildTar([], { endBlocks: 1 })))).toBe('NOT_AN_ARCHIVE');
  });
});

describe('a decompression bomb', () => {
  const mebibyte = 1024 * 1024;

  /** A gzip member of so many MiB of zeros, all of its parts alike: nobody has to compress them all. */
  function zeros(mebibytes: number, start: Uint8Array): Buffer {
    const first = gzipSync(start);
    const one = gzipSync(Buffer.alloc(mebibyte));
    return Buffer.concat([first, ...Array.from({ length: mebibytes }, () => one)]);
  }

  const headerOf = (mebibytes: number): Buffer =>
    layOutTar([{ name: 'a.jpg', size: mebibytes * mebibyte }], { endBlocks: 0 }).bytes;

  test('is refused when it has unpacked to 256 MiB: DECOMPRESSION_BOMB', async () => {
    const place = memoryPlace();
    const opening = openInMemory(zeros(300, headerOf(300)), { places: [place], dryRun: true });

    const error = await catchBatchError(opening);

    expect(error).toMatchObject({ code: 'DECOMPRESSION_BOMB' });
    expect(error.message).toBe('the archive unpacks to more than 100 times its size, as no images do');
    const { unpackedBytes, packedBytes } = error.details as Record<string, number>;
    expect(unpackedBytes).toBeGreaterThan(256 * mebibyte);
    expect(unpackedBytes).toBeLessThan(260 * mebibyte);
    expect(packedBytes! * 100).toBeLessThan(unpackedBytes!);
    expect(place.media.map(({ closes }) => closes)).toEqual([1]);
  });

  test('is no archive that unpacks to little, however small it is', async () => {
    const end = gzipSync(buildTar([{ name: 'manifest.csv', data: 'imageName\na.jpg\n' }]));
    const archive = Buffer.concat([zeros(100, headerOf(100)), end]);

    const opened = await openInMemory(archive, { dryRun: true });

    expect(opened.spooledBytes).toBeGreaterThan(100 * mebibyte);
    await opened.close();
  });
});

test('gzip data as another program would frame them are as good as those of zlib', async () => {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(tar), 0);
  trailer.writeUInt32LE(tar.length, 4);
  const header = Buffer.from([0x1f, 0x8b, 8, 0, 0xff, 0xff, 0xff, 0xff, 2, 0]);

  const split = await splitTar(Buffer.concat([header, deflateRawSync(tar, { level: 1 }), trailer]));

  expect(split.spooled.equals(spooled)).toBe(true);
});
