import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MemorySource, MemoryStore, splitArchive } from '../../../src/index.ts';
import { directoryPlace, FileSource, openExport } from '../../../src/node/index.ts';
import { buildTar } from '../../helpers/build-tar.ts';
import { buildZip } from '../../helpers/build-zip.ts';
import { expectBatches } from '../../helpers/expect-batches.ts';
import { exportEntries, makeExport } from '../../helpers/export-fixture.ts';
import { memoryPlace } from '../../helpers/memory-place.ts';
import { runTool } from '../../helpers/run-tool.ts';
import { splitTar } from '../../helpers/split-tar.ts';

const fixture = makeExport({ images: 5, seed: 17 });
const tar = buildTar(fixture.files.map(({ name, bytes }) => ({ name, data: bytes })));
const zip = buildZip(exportEntries(fixture.files));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'biospex-test-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe('openExport', () => {
  test.each([
    ['a TAR.GZ archive', 'export.tar.gz', gzipSync(tar), true],
    ['a TAR.GZ archive called .zip', 'export.zip', gzipSync(tar), true],
    ['a TAR archive', 'export.tar', tar, true],
    ['a TAR archive called .tar.gz', 'plain.tar.gz', tar, true],
    ['a TAR archive without magic called .zip', 'old.zip', buildTarWithoutMagic(), true],
    ['a ZIP archive', 'real.zip', zip, false],
    ['a ZIP archive called .tar.gz', 'zip.tar.gz', zip, false],
  ])('goes by the content, whatever it is called: %s', async (_, name, bytes, isSpooled) => {
    const spoolFolder = join(folder, `spool of ${name}`);
    await writeFile(join(folder, name), bytes);
    const file = await FileSource.open(join(folder, name));
    const store = new MemoryStore();

    const opened = await openExport(file, { places: [directoryPlace({ directory: spoolFolder })] });
    await splitArchive(opened.source, store, { stem: 'export', batchSize: 2 });
    await opened.close();
    await file.close();

    expect(opened.isSpooled).toBe(isSpooled);
    expect(opened.spooledBytes).toBe(isSpooled ? opened.source.size : 0);
    await expectBatches([...store.files.values()], fixture, 2);
    if (isSpooled) expect(await readdir(spoolFolder)).toEqual([]);
  });

  test('uses no place for a ZIP archive, and gives the source as it is', async () => {
    const place = memoryPlace();
    const source = new MemorySource(zip);

    const opened = await openExport(source, { places: [place] });
    await opened.close();

    expect(opened.source).toBe(source);
    expect(place.calls).toEqual([]);
  });

  test.each([
    ['an empty file', ''],
    ['a text', 'imageName\na.jpg\n'],
    ['a 7z archive', "7z\u00bc\u00af'\u001c"],
  ])('leaves it to planArchive to refuse %s', async (_, content) => {
    const place = memoryPlace();
    const bytes = Buffer.from(content, 'latin1');

    const opened = await openExport(new MemorySource(bytes), { places: [place] });

    expect(opened).toMatchObject({ isSpooled: false, spooledBytes: 0, source: { size: bytes.length } });
    expect(place.calls).toEqual([]);
  });

  test('tells its progress in bytes of the archive, never backwards, to the end', async () => {
    for (const archive of [tar, gzipSync(tar)]) {
      const reports: [phase: string, done: number, total: number][] = [];
      const opened = await openExport(new MemorySource(archive), {
        places: [memoryPlace()],
        reading: { chunkBytes: 1000, ahead: 1 },
        progress: { report: (...report) => void reports.push(report) },
      });
      await opened.close();

      const expected = Array.from({ length: Math.ceil(archive.length / 1000) }, (_, i) => [
        'unpack',
        Math.min((i + 1) * 1000, archive.length),
        archive.length,
      ]);
      expect(reports).toEqual(expected);
    }
  });

  test('leaves images out of the spool in a dry run, but not what may be the manifest', async () => {
    const place = memoryPlace();
    const upper = fixture.files.map(({ name, bytes }) => ({
      name: name.replace('.csv', '.CSV'),
      data: bytes,
    }));
    const options = { dryRun: true, places: [place], plan: { dryRun: true } };
    const full = await splitTar(buildTar(upper));

    const opened = await openExport(new MemorySource(buildTar(upper)), options);
    const spooled = Buffer.alloc(opened.source.size);
    await opened.source.read(spooled, 0);
    await opened.close();

    expect(spooled.length).toBe(full.spooled.length);
    expect(spooled.includes(fixture.manifestBytes)).toBe(true);
    for (const { bytes } of fixture.images) expect(spooled.includes(bytes)).toBe(false);
    // The sizes and CRC-32 of all, and so the plan, are what they are otherwise.
    const withoutImages = Buffer.from(full.spooled);
    for (const { bytes } of fixture.images) {
      const at = withoutImages.indexOf(bytes);
      withoutImages.fill(0, at, at + bytes.length);
    }
    expect(spooled.equals(withoutImages)).toBe(true);
  });
});

function buildTarWithoutMagic(): Buffer {
  return buildTar(fixture.files.map(({ name, bytes }) => ({ name, data: bytes, format: 'v7' as const })));
}

describe('a TAR.GZ archive', () => {
  const program = `
    import { crc32 } from 'node:zlib';
    import { MemoryStore, splitArchive } from '@biospex/batch-core';
    import { directoryPlace, FileSource, openExport } from '@biospex/batch-core/node';
    const [path, directory] = process.argv.slice(1);
    const opened = await openExport(await FileSource.open(path), { places: [directoryPlace({ directory })] });
    const store = new MemoryStore();
    await splitArchive(opened.source, store, { stem: 'export', batchSize: 2 });
    await opened.close();
    console.log(new Date(2025, 0, 1).getTimezoneOffset(), ...[...store.files.values()].map((bytes) => crc32(bytes)));
  `;

  test.each([
    ['America/Los_Angeles', 480],
    ['Asia/Kolkata', -330],
    ['UTC', 0],
  ])('gives the same bytes in every time zone: %s', async (zone, offset) => {
    const path = join(folder, 'zones.tar.gz');
    await writeFile(path, gzipSync(tar));
    const { batches } = await splitTar(tar);
    const packageFolder = fileURLToPath(new URL('../../..', import.meta.url));
    const node = [process.execPath, '--conditions=biospex-source', '--input-type=module', '-e', program];

    const run = await runTool('env', [`TZ=${zone}`, ...node, '--', path, join(folder, 'zones')], {
      cwd: packageFolder,
    });

    expect(run!.stdout.toString()).toBe(`${[offset, ...batches.map((bytes) => crc32(bytes))].join(' ')}\n`);
  });
});
