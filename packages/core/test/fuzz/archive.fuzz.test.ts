import { describe, expect, test } from '@jest/globals';
import { MemorySource, MemoryStore, splitArchive } from '../../src/index.ts';
import { buildZip, buildZipWithMap } from '../helpers/build-zip.ts';
import { exportEntries, makeExport } from '../helpers/export-fixture.ts';
import { fuzz } from './fuzz.ts';

const CASES = 200;

test('splits a damaged archive correctly, or refuses it with a typed error and leaves nothing', async () => {
  const report = await fuzz({ mode: 'archive', seed: 1, goesOn: (done) => done < CASES });

  expect(report.failures).toEqual([]);
  expect(report.outcomes['split']).toBeGreaterThan(CASES / 10);
});

describe('bugs that the fuzzer found', () => {
  const split = async (archive: Uint8Array): Promise<Uint8Array[]> => {
    const store = new MemoryStore();
    await splitArchive(new MemorySource(archive), store, { stem: 'export' });
    return [...store.files.values()];
  };
  const inner = buildZip(exportEntries(makeExport({ images: 2, seed: 2 }).files));
  const outer = [
    ...exportEntries(makeExport({ images: 3, seed: 3 }).files),
    { name: 'earlier-batch.zip', data: inner },
  ];

  test('an archive inside the archive is not split in its place when the end record is damaged', async () => {
    const archive = buildZip(outer, { endRecord: { totalEntries: 4 } });

    await expect(split(archive)).rejects.toMatchObject({ code: 'SPLIT_ARCHIVE' });
  });

  test('an archive inside the archive is not split in its place when the end is missing', async () => {
    const { bytes, map } = buildZipWithMap(outer);
    const cut = bytes.subarray(0, map.centralDirectoryOffset + 60);

    await expect(split(cut)).rejects.toMatchObject({ code: 'CORRUPT_DIRECTORY' });
  });

  test('a ZIP64 disk number that is missing is called that', async () => {
    const image = { central: { diskNumberStart: 0xffff } };
    const archive = buildZip(exportEntries(makeExport({ images: 2 }).files, { image }));

    const error: unknown = await split(archive).catch((reason: unknown) => reason);

    expect(error).toMatchObject({ code: 'CORRUPT_DIRECTORY' });
    expect(String(error)).not.toContain('NaN');
  });
});
