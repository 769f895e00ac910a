import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { MemorySource, planArchive, StoreError, type ByteSource } from '../../src/index.ts';
import { readZipIndex } from '../../src/zip/read-zip-index.ts';
import { unpackEntry, unpackEntryHead } from '../../src/zip/unpack-entry.ts';
import { buildZip, buildZipWithMap, type ZipEntryOptions } from '../helpers/build-zip.ts';
import { catchBatchError } from '../helpers/catch-error.ts';
import { makeExport } from '../helpers/export-fixture.ts';
import { planZip } from '../helpers/plan-zip.ts';
import { inBothHeaders } from '../helpers/rebuild-zip.ts';
import { seededRandom } from '../helpers/seeded-random.ts';
import { bytesAskedFor, damagedSource, probe } from '../helpers/source-probes.ts';
import { buildSparseZip } from '../helpers/sparse-zip.ts';

const MIB = 2 ** 20;
const text = makeExport({ images: 40, seed: 9 }).manifestBytes;
const noise = seededRandom(5).bytes(3 * MIB + 17);

const csv = (change: Partial<ZipEntryOptions>): Buffer =>
  buildZip([{ name: 'm.csv', data: text, ...change }]);

async function read(zip: Uint8Array): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const source = new MemorySource(zip);
  for await (const chunk of unpackEntry(source, await readZipIndex(source), 0)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function readHead(source: ByteSource, maxBytes: number): Promise<Buffer> {
  return Buffer.from(await unpackEntryHead(source, await readZipIndex(source), 0, maxBytes));
}

describe('unpackEntry', () => {
  it.each<[string, Partial<ZipEntryOptions>]>([
    ['stored', {}],
    ['deflated', { method: 8 }],
    ['stored in several chunks', { data: noise }],
    ['deflated in several chunks', { data: noise, method: 8 }],
    ['deflated, with a data descriptor', { method: 8, dataDescriptor: 'signed' }],
    ['stored and empty', { data: '' }],
    ['deflated and empty', { data: '', method: 8 }],
    ['deflated as far as deflate can', { data: Buffer.alloc(5 * MIB, 'a'), method: 8 }],
  ])('unpacks an entry that is %s', async (_, change) => {
    expect((await read(csv(change))).equals(Buffer.from(change.data ?? text))).toBe(true);
  });

  it('stops reading when it is not asked for more', async () => {
    for (const method of [0, 8]) {
      const source = probe(new MemorySource(csv({ data: noise, method })));
      const index = await readZipIndex(source);
      const before = source.reads.length;

      for await (const chunk of unpackEntry(source, index, 0)) {
        expect(chunk.length).toBeLessThanOrEqual(MIB);
        break;
      }

      const read = source.reads.slice(before).reduce((sum, { start, end }) => sum + end - start, 0);
      expect(read).toBeLessThan(noise.length);
    }
  });

  it.each<[string, Partial<ZipEntryOptions>, RegExp]>([
    [
      'longer than declared',
      { method: 8, ...inBothHeaders({ uncompressedSize: text.length - 1 }) },
      /more than its recorded size of/,
    ],
    [
      'shorter than declared',
      { method: 8, ...inBothHeaders({ uncompressedSize: text.length + 1 }) },
      /not its recorded size of/,
    ],
    ['of another CRC-32', { ...inBothHeaders({ crc32: 1 }) }, /CRC-32/],
    ['no deflate stream', { method: 8, rawData: Buffer.alloc(30, 0xff) }, /cannot be decompressed/],
    ['cut', { method: 8, rawData: deflateRawSync(text).subarray(0, -9) }, /./],
  ])('refuses an entry that is %s', async (_, change, message) => {
    const error = await catchBatchError(read(csv(change)));

    expect(error.code).toBe('MANIFEST_CORRUPT');
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^entry "m\.csv" /);
  });

  it('refuses a method that is neither stored nor deflated', async () => {
    const error = await catchBatchError(read(csv({ method: 12 })));

    expect(error.code).toBe('UNSUPPORTED_METHOD');
    expect(error.message).toContain('method 12');
  });

  it('stops unpacking a bomb as soon as it exceeds its declared size', async () => {
    // Zeros, then noise: nothing needs to be read of the noise.
    const bomb = deflateRawSync(Buffer.concat([Buffer.alloc(16 * MIB), seededRandom(1).bytes(6 * MIB)]));
    const zip = csv({ method: 8, rawData: bomb, ...inBothHeaders({ uncompressedSize: 100_000 }) });
    const source = probe(new MemorySource(zip));
    const index = await readZipIndex(source);
    let unpacked = 0;

    const unpacking = async (): Promise<void> => {
      for await (const chunk of unpackEntry(source, index, 0)) unpacked += chunk.length;
    };
    const error = await catchBatchError(unpacking());

    expect(error.code).toBe('MANIFEST_CORRUPT');
    expect(unpacked).toBeLessThanOrEqual(100_000);
    expect(bytesAskedFor(source)).toBeLessThan(4 * MIB);
  });
});

describe('unpackEntryHead', () => {
  it.each([0, 1, text.length - 1, text.length, text.length + 1])(
    'gives at most %d bytes, and at most those there are',
    async (maxBytes) => {
      for (const method of [0, 8]) {
        const head = await readHead(new MemorySource(csv({ method })), maxBytes);

        expect(head.equals(text.subarray(0, maxBytes))).toBe(true);
      }
    },
  );

  it('reads no more of a large entry than it needs', async () => {
    const { source } = buildSparseZip([{ name: 'm.csv', holeBytes: 5e9 }]);
    const probed = probe(source);

    expect(await readHead(probed, 1000)).toHaveLength(1000);
    expect(bytesAskedFor(probed)).toBeLessThan(2 * MIB);
  });

  it('gives an entry that unpacks to less than declared', async () => {
    const zip = csv({ method: 8, ...inBothHeaders({ uncompressedSize: text.length * 2 }) });

    expect((await readHead(new MemorySource(zip), 1e6)).equals(text)).toBe(true);
  });
});

describe('a source that fails', () => {
  it.each([0, 8])(
    'in the middle of a manifest of method %d is READ_FAILED, never MANIFEST_CORRUPT',
    async (method) => {
      const manifest = {
        name: 'manifest.csv',
        data: Buffer.concat([Buffer.from('imageName,x\na.jpg,"'), noise, Buffer.from('"\n')]),
      };
      const { bytes, map } = buildZipWithMap([
        { ...manifest, method },
        { name: 'a.jpg', data: noise.subarray(0, MIB) },
      ]);
      const { dataOffset } = map.entries[0]!;

      for (const at of [0, MIB, 2 * MIB + 5]) {
        const source = damagedSource(bytes, dataOffset + at, dataOffset + at + 1);
        const error = await catchBatchError(planArchive(source, { stem: 'x' }));

        expect(error).toBeInstanceOf(StoreError);
        expect(error.code).toBe('READ_FAILED');
        expect((error.cause as Error).message).toBe('EIO: i/o error');
        expect(error.message).toMatch(/^bytes \d+ to \d+ of the archive cannot be read: EIO: i\/o error$/);
      }
    },
  );

  it('in the data of an image does not stop a plan, which does not read them', async () => {
    const { files } = makeExport({ images: 2, imageBytes: 200_000 });
    const { bytes, map } = buildZipWithMap(files.map(({ name, bytes: data }) => ({ name, data })));
    const { dataOffset } = map.entries[0]!;

    const plan = await planArchive(damagedSource(bytes, dataOffset, dataOffset + 1000), { stem: 'export' });

    expect(plan.batches).toEqual((await planZip(bytes)).batches);
  });
});
