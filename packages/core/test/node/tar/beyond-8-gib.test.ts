import { crc32 } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { planArchive, type ByteSource } from '../../../src/index.ts';
import { directoryPlace, openExport } from '../../../src/node/index.ts';
import { buildTar, type TarEntryOptions } from '../../helpers/build-tar.ts';
import { crc32Repeat } from '../../helpers/crc32-combine.ts';
import { withTemporaryFolder } from '../../helpers/run-tool.ts';

const GIB8 = 8 * 2 ** 30;
/** Beyond what 11 octal digits say. */
const holeBytes = GIB8 + 512;

/** A TAR archive that nobody holds: an image of zeros, and what stands behind it. */
function sparseTar(change: Partial<TarEntryOptions>): ByteSource {
  const head = buildTar([{ name: 'a.jpg', size: holeBytes, ...change }], { endBlocks: 0 });
  const tail = buildTar([{ name: 'manifest.csv', data: 'imageName\na.jpg\n' }]);
  const tailStart = head.length + holeBytes;
  return {
    size: tailStart + tail.length,
    read: async (target, start) => {
      target.fill(0);
      if (start < head.length) target.set(head.subarray(start, start + target.length));
      const offset = tailStart - start;
      if (offset < target.length)
        target.set(tail.subarray(Math.max(0, -offset), target.length - offset), Math.max(0, offset));
    },
  };
}

describe('an image of more than 8 GiB', () => {
  test.each([
    ['in base 256', 'base256'],
    ['in a pax record', 'pax'],
  ] as const)('is read when its size is given %s', async (_, sizeIn) => {
    await withTemporaryFolder(async (directory) => {
      const source = sparseTar({ sizeIn });

      const opened = await openExport(source, {
        places: [directoryPlace({ directory })],
        dryRun: true,
        reading: { chunkBytes: 16 * 1024 * 1024, ahead: 1 },
      });
      const plan = await planArchive(opened.source, { stem: 'export', dryRun: true });

      expect(opened.source.size).toBeGreaterThan(holeBytes);
      expect(plan).toMatchObject({ rows: 1, images: 1 });
      expect(plan.bytes).toBeGreaterThan(holeBytes);
      const zip64 = Buffer.alloc(200);
      await opened.source.read(zip64, 0);
      expect(zip64.readBigUInt64LE(30 + 'a.jpg'.length + 4)).toBe(BigInt(holeBytes));
      expect(zip64.readUInt32LE(14)).toBe(crc32Repeat(crc32(Buffer.alloc(512)), 512, holeBytes / 512));
      await opened.close();
    });
  });
});
