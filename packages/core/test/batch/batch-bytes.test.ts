import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { layOutBatch, MemorySource } from '../../src/index.ts';
import { buildZip, buildZipWithMap, type ZipEntryOptions } from '../helpers/build-zip.ts';
import { expectBatches } from '../helpers/expect-batches.ts';
import { exportEntries, makeExport } from '../helpers/export-fixture.ts';
import { layoutBytes } from '../helpers/layout-bytes.ts';
import { batchesOf, planZip, splitZip } from '../helpers/plan-zip.ts';
import { probe } from '../helpers/source-probes.ts';
import { readHeaders } from '../helpers/read-records.ts';
import { readers } from '../helpers/readers.ts';
import { seededRandom } from '../helpers/seeded-random.ts';
import { signatures } from '../helpers/zip-records.ts';

/** Any way to write an entry that does not change its name. */
const entryOptions: fc.Arbitrary<Partial<ZipEntryOptions>> = fc.record(
  {
    method: fc.constantFrom(0, 8),
    dataDescriptor: fc.constantFrom('none', 'signed', 'unsigned'),
    zip64: fc.constantFrom({}, { local: true }, { central: ['uncompressedSize', 'localHeaderOffset'] }),
    localExtra: fc.constantFrom(Buffer.alloc(0), Buffer.from('UT\x01\0x', 'latin1')),
    centralExtra: fc.constantFrom(Buffer.alloc(0), Buffer.from('UT\x01\0x', 'latin1')),
    comment: fc.constantFrom('', 'scanned'),
    gapBefore: fc.constantFrom(0, 1, 5000),
    utf8: fc.boolean(),
  },
  { requiredKeys: [] },
);

const archives = fc.record({
  images: fc.integer({ min: 1, max: 12 }),
  batchSize: fc.integer({ min: 1, max: 13 }),
  seed: fc.integer({ min: 1, max: 1000 }),
  order: fc.constantFrom('manifest' as const, 'shuffled' as const),
  position: fc.constantFrom('first' as const, 'last' as const),
  folder: fc.constantFrom('', 'export/', './', 'a\\'),
  directory: fc.constantFrom('as the bodies', 'shuffled'),
  prefix: fc.constantFrom(undefined, Buffer.from('#!')),
  entries: fc.array(entryOptions, { minLength: 1, maxLength: 5 }),
});

describe('the bytes of batches', () => {
  it('are a ZIP of just the files of each batch, for any archive and batch size', async () => {
    await fc.assert(
      fc.asyncProperty(
        archives,
        async ({ images, batchSize, seed, order, position, folder, directory, prefix, entries }) => {
          const fixture = makeExport({
            images,
            seed,
            order,
            manifestPosition: position,
            imageBytes: { min: 0, max: 300 },
          });
          const bodies = exportEntries(fixture.files).map((entry, i) => ({
            ...entry,
            ...entries[i % entries.length],
            name: `${folder}${entry.name as string}`,
          }));
          const centralOrder = seededRandom(seed).shuffle([...bodies.keys()]);
          const zip = buildZip(bodies, {
            ...(directory === 'shuffled' ? { centralOrder } : {}),
            ...(prefix === undefined ? {} : { prefix, adjustOffsets: false }),
          });
          const plan = await planZip(zip, { batchSize });

          const batches = await batchesOf(plan, new MemorySource(zip));

          await expectBatches(batches, fixture, batchSize);
          expect(plan.batches.map(({ bytes }) => bytes)).toEqual(batches.map(({ length }) => length));
          for (const number of plan.batches.keys()) {
            const { segments } = await layOutBatch(plan, number + 1, new MemorySource(zip));
            expect(
              segments.filter(
                (segment) =>
                  (segment.kind === 'bytes' ? segment.bytes.length : segment.end - segment.start) <= 0,
              ),
            ).toEqual([]);
          }
        },
      ),
    );
  });

  it('have no false ZIP64 locator, even if attributes and name of the last image spell one', async () => {
    const zip = buildZip([
      { name: 'abcdefgh.jpg', data: 'image', externalAttributes: signatures.zip64Locator },
      { name: 'manifest.csv', data: 'imageName\nabcdefgh.jpg\n' },
    ]);

    const [batch] = await splitZip(zip);

    expect((await planZip(batch!)).batches).toHaveLength(1);
    for (const reader of readers) expect((await reader.read(batch!))?.ok).not.toBe(false);
  });

  it('date the manifest 1980-01-01 00:00 and images as the archive does', async () => {
    const entries = exportEntries(makeExport({ images: 2 }).files, {
      image: { modified: new Date('2031-07-08T09:10:12Z') },
    });

    const [batch] = await splitZip(buildZip(entries));

    const dates = readHeaders(batch!).map(({ modified, local }) => [modified, local.modified]);
    const imageDate = ((51 * 512 + 7 * 32 + 8) << 16) + (9 * 2048 + 10 * 32 + 6);
    expect(dates).toEqual([0x00210000, imageDate, imageDate].map((date) => [date, date]));
  });

  it('list the manifest first, stored, then images as its rows do', async () => {
    const fixture = makeExport({ images: 5, order: 'shuffled', manifestName: 'My Expedition.csv', seed: 3 });

    const [batch] = await splitZip(buildZip(exportEntries(fixture.files)));

    const headers = readHeaders(batch!);
    expect(headers.map(({ name }) => name)).toEqual(['manifest.csv', ...fixture.rowImages]);
    expect(headers[0]).toMatchObject({
      compressedSize: fixture.manifestBytes.length,
      local: { flags: 0 },
      central: { versionNeeded: 20 },
    });
    expect(headers[0]!.data.equals(fixture.manifestBytes)).toBe(true);
  });

  it('read each image once and in order, and nothing of other images', async () => {
    const { bytes, map } = buildZipWithMap(exportEntries(makeExport({ images: 9 }).files));
    const plan = await planZip(bytes, { batchSize: 3 });
    const source = probe(new MemorySource(bytes));

    await layoutBytes(await layOutBatch(plan, 2, source), source);

    expect(source.reads).toEqual([
      { start: map.entries[3]!.localHeaderOffset, end: map.entries[6]!.localHeaderOffset },
    ]);
  });
});
