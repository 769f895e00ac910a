import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { InputError, planArchive } from '../../../src/index.ts';
import { buildTar, layOutTar } from '../../helpers/build-tar.ts';
import { catchBatchError } from '../../helpers/catch-error.ts';
import { gzipMembers } from '../../helpers/cut-gzip.ts';
import { seededRandom } from '../../helpers/seeded-random.ts';
import { openTar, splitTar } from '../../helpers/split-tar.ts';
import { zipOf } from '../../helpers/zip-of.ts';

const image = seededRandom(14).bytes(300);
const tar = buildTar([
  { name: 'a.jpg', data: image },
  { name: 'manifest.csv', data: 'imageName\na.jpg\n' },
]);
const gzip = gzipSync(tar);
let spooled: Buffer;

beforeAll(async () => {
  ({ spooled } = await splitTar(gzip));
});

/** The code with which an archive is refused when it is opened or planned. */
async function codeOf(bytes: Uint8Array, chunkBytes = 1024 * 1024): Promise<string> {
  const planning = async (): Promise<void> => {
    const opened = await openTar(bytes, { reading: { chunkBytes, ahead: 1 } });
    await planArchive(opened.source, { stem: 'export' }).finally(() => opened.close());
  };
  const error = await catchBatchError(planning());
  expect(error).toBeInstanceOf(InputError);
  return error.code;
}

describe('a truncated TAR.GZ archive', () => {
  test('is refused at any cut', async () => {
    for (let length = 0; length < gzip.length; length += length < 20 ? 1 : 5) {
      // Of one byte nothing is known.
      const code = length < 2 ? 'NOT_AN_ARCHIVE' : 'TRUNCATED_ARCHIVE';

      expect([length, await codeOf(gzip.subarray(0, length))]).toEqual([length, code]);
    }
  });

  test.each([
    ['between two files', 1024],
    ['inside the data of a file', 600],
    ['between its zero blocks', tar.length - 512],
  ])('is refused at any cut, with its members divided %s', async (_, cut) => {
    const members = gzipMembers(tar, [cut]);
    const firstEnd = gzipSync(tar.subarray(0, cut)).length;
    for (const length of [firstEnd - 9, firstEnd - 1, firstEnd, firstEnd + 1, firstEnd + 5, firstEnd + 20])
      expect([length, await codeOf(members.subarray(0, length), 200)]).toEqual([length, 'TRUNCATED_ARCHIVE']);
  });

  test('is said to end too early', async () => {
    const error = await catchBatchError(openTar(gzip.subarray(0, 300)));

    expect(error.message).toBe('the gzip data ends too early');
  });
});

describe('a damaged TAR.GZ archive', () => {
  test('is refused or unaffected, whichever byte differs', async () => {
    const random = seededRandom(15);
    let [tried, refused] = [0, 0];
    for (let at = 0; at < gzip.length; at += 3, tried++) {
      const bytes = Buffer.from(gzip);
      bytes[at]! ^= 1 << random.integer(8);

      const outcome = await splitTar(bytes).catch((error: unknown) => error);

      if (outcome instanceof InputError) refused++;
      else expect(outcome).toMatchObject({ spooled });
    }

    // What is left are the times and names of the gzip header, and zeros that may be copied from any others.
    expect(refused).toBeGreaterThan(tried - 15);
  });

  test.each([
    ['with a wrong CRC-32', gzip.length - 8],
    ['with a wrong length', gzip.length - 4],
    ['with another compression method', 2],
  ])('%s is refused: CORRUPT_GZIP', async (_, at) => {
    const bytes = Buffer.from(gzip);
    bytes[at]! ^= 0xff;

    const error = await catchBatchError(openTar(bytes));

    expect(error).toMatchObject({ code: 'CORRUPT_GZIP' });
    expect(error.message).toMatch(/^the gzip data is damaged: \w/);
  });

  test('with something after its gzip data that is not gzip is refused: CORRUPT_GZIP', async () => {
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
    ['a text', Buffer.from('imageName\na.jpg\n'.repeat(100))],
    ['a JPEG', Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), image])],
    ['a ZIP archive', zipOf({ 'manifest.csv': 'imageName\na.jpg\n', 'a.jpg': image })],
    ['a TAR.GZ archive', gzip],
    ['a TAR archive with a wrong byte in its first header', Buffer.from(tar).fill(1, 130, 131)],
    ['a TAR archive of nothing but one zero block', buildTar([], { endBlocks: 1 })],
  ])('%s are refused: NOT_AN_ARCHIVE', async (_, content) => {
    for (const chunkBytes of [20, 1024 * 1024])
      expect(await codeOf(gzipSync(content), chunkBytes)).toBe('NOT_AN_ARCHIVE');
  });

  test('a TAR archive of nothing are refused: MANIFEST_MISSING', async () => {
    expect(await codeOf(gzipSync(buildTar([])))).toBe('MANIFEST_MISSING');
  });
});

describe('a decompression bomb', () => {
  const mebibyte = 1024 * 1024;

  /** A gzip member of so many MiB of zeros, all of its parts alike, so that one is compressed and repeated. */
  function zeros(mebibytes: number): Buffer {
    const header = layOutTar([{ name: 'a.jpg', size: mebibytes * mebibyte }], { endBlocks: 0 }).bytes;
    const one = gzipSync(Buffer.alloc(mebibyte));
    return Buffer.concat([gzipSync(header), ...Array.from({ length: mebibytes }, () => one)]);
  }

  test('is refused when it has unpacked to 256 MiB: DECOMPRESSION_BOMB', async () => {
    const error = await catchBatchError(openTar(zeros(300), { dryRun: true }));

    expect(error).toMatchObject({ code: 'DECOMPRESSION_BOMB' });
    expect(error.message).toBe('the archive unpacks to more than 100 times its size');
    const { unpackedBytes, packedBytes } = error.details as Record<string, number>;
    expect(unpackedBytes).toBeGreaterThan(256 * mebibyte);
    expect(unpackedBytes).toBeLessThan(260 * mebibyte);
    expect(packedBytes! * 100).toBeLessThan(unpackedBytes!);
  });

  test('is not suspected of an archive that unpacks to little, however small it is', async () => {
    const end = gzipSync(buildTar([{ name: 'manifest.csv', data: 'imageName\na.jpg\n' }]));

    const opened = await openTar(Buffer.concat([zeros(30), end]), { dryRun: true });

    expect(opened.spooledBytes).toBeGreaterThan(30 * mebibyte);
    await opened.close();
  });
});

test("gzip data framed by other programs is as good as zlib's", async () => {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(tar), 0);
  trailer.writeUInt32LE(tar.length, 4);
  // RFC 1952: FEXTRA, FNAME and FCOMMENT
  const header = Buffer.from([0x1f, 0x8b, 8, 4 + 8 + 16, 0xff, 0xff, 0xff, 0xff, 2, 0, 2, 0, 1, 2]);
  const names = Buffer.from('export.tar\0by hand\0');

  const split = await splitTar(Buffer.concat([header, names, deflateRawSync(tar, { level: 1 }), trailer]));

  expect(split.spooled.equals(spooled)).toBe(true);
});
