import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { InputError, MemorySource, planArchive, StoreError, type ByteSource } from '../../src/index.ts';
import { openExport, withExport, type OpenExportOptions } from '../../src/node/index.ts';
import { buildTar } from '../helpers/build-tar.ts';
import { buildZip } from '../helpers/build-zip.ts';
import { catchBatchError } from '../helpers/catch-error.ts';
import { gzipMembersOf } from '../helpers/cut-gzip.ts';
import { expectBatches } from '../helpers/expect-batches.ts';
import { exportEntries, makeExport } from '../helpers/export-fixture.ts';
import { runTool } from '../helpers/run-tool.ts';
import { splitTar } from '../helpers/split-tar.ts';
import { untilItSucceeds } from '../helpers/until-it-succeeds.ts';
import { actAtReport, failingAtRead } from '../helpers/watch-store.ts';

const fixture = makeExport({ images: 5, seed: 17, imageBytes: 5000 });
const tar = tarOf('ustar');
const zip = buildZip(exportEntries(fixture.files));
const reading = { chunkBytes: 5000, ahead: 3 };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'biospex-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

function tarOf(format: 'ustar' | 'v7'): Buffer<ArrayBuffer> {
  return buildTar(fixture.files.map(({ name, bytes }) => ({ name, data: bytes, format })));
}

/** Spools here have names, so that one that is left is seen. */
function optionsOf(more: Partial<OpenExportOptions> = {}): OpenExportOptions {
  return { places: [{ directory: folder, keepsName: true }], reading, ...more };
}

/** A source that has changed when it is asked. */
function changed(source: ByteSource, calls: string[] = []): ByteSource {
  return {
    size: source.size,
    read: async (target, start) => {
      calls.push(`read to ${start + target.length}`);
      await source.read(target, start);
    },
    checkUnchanged: async () => {
      calls.push('check');
      throw new Error('it was written to');
    },
  };
}

describe('openExport', () => {
  test.each([
    ['a TAR.GZ archive', gzipSync(tar), true],
    ['a TAR archive', tar, true],
    ['a TAR archive from before POSIX', tarOf('v7'), true],
    ['a ZIP archive', zip, false],
  ])('recognizes the content: %s', async (_, bytes, isSpooled) => {
    const split = await splitTar(bytes, optionsOf());

    expect(split.isSpooled).toBe(isSpooled);
    await expectBatches(split.batches, fixture, 2);
    expect(await readdir(folder)).toEqual([]);
  });

  test.each([
    ['an empty file', ''],
    ['a text', 'imageName\na.jpg\n'],
    ['a 7z archive', "7z\u00bc\u00af'\u001c"],
  ])('lets planArchive refuse %s', async (_, content) => {
    const bytes = Buffer.from(content, 'latin1');

    const opened = await openExport(new MemorySource(bytes), { places: [] });

    expect(opened).toMatchObject({ isSpooled: false, spooledBytes: 0, source: { size: bytes.length } });
  });

  test('gives a source whose errors are typed, and which stops reading after an abort', async () => {
    for (const archive of [zip, tar]) {
      const controller = new AbortController();
      const opened = await openExport(new MemorySource(archive), optionsOf({ signal: controller.signal }));

      const beyond = opened.source.read(new Uint8Array(10), opened.source.size);
      await expect(beyond).rejects.toMatchObject({ code: 'READ_FAILED' });
      controller.abort(new Error('enough'));
      await expect(opened.source.read(new Uint8Array(10), 0)).rejects.toThrow('enough');
      await opened.close();
    }
  });

  test('refuses a path, and says how to open one', async () => {
    await expect(openExport('export.zip' as never, { places: [] })).rejects.toThrow(
      /^source must be a ByteSource, got string 'export\.zip'; .* call splitExport with a path/,
    );
  });

  test('reports its progress in bytes of the archive, never backwards, to the end', async () => {
    for (const archive of [tar, gzipSync(tar)]) {
      const reports: unknown[] = [];
      const progress = { report: (...report: unknown[]) => void reports.push(report) };
      await (await openExport(new MemorySource(archive), optionsOf({ progress }))).close();

      expect(reports).toEqual(
        Array.from({ length: Math.ceil(archive.length / 5000) }, (_, i) => [
          'unpack',
          Math.min((i + 1) * 5000, archive.length),
          archive.length,
        ]),
      );
    }
  });

  test('leaves images out of the spool in a dry run, but not what may be the manifest', async () => {
    const upper = buildTar(
      fixture.files.map(({ name, bytes }) => ({ name: name.replace('.csv', '.CSV'), data: bytes })),
    );
    const full = await splitTar(upper);

    const opened = await openExport(new MemorySource(upper), optionsOf({ dryRun: true }));
    const spooled = Buffer.alloc(opened.source.size);
    await opened.source.read(spooled, 0);
    await opened.close();

    // Sizes and CRC-32, and so the plan, are the same as otherwise.
    const withoutImages = Buffer.from(full.spooled);
    for (const { bytes } of fixture.images) {
      const at = withoutImages.indexOf(bytes);
      withoutImages.fill(0, at, at + bytes.length);
    }
    expect(spooled.equals(withoutImages)).toBe(true);
    expect(spooled.includes(fixture.manifestBytes)).toBe(true);
  });

  test('gives the same bytes in every time zone', async () => {
    const program = `
      import { crc32 } from 'node:zlib';
      import { MemoryStore, splitArchive } from '@biospex/batch-core';
      import { FileSource, withExport } from '@biospex/batch-core/node';
      const [path, directory] = process.argv.slice(1);
      const store = new MemoryStore();
      await withExport(await FileSource.open(path), { places: [{ directory }] }, ({ source }) =>
        splitArchive(source, store, { stem: 'export', batchSize: 2 }));
      console.log(new Date(2025, 0, 1).getTimezoneOffset(), ...[...store.files.values()].map((bytes) => crc32(bytes)));
    `;
    await writeFile(join(folder, 'export.tar'), tar);
    const { batches } = await splitTar(tar);
    const node = [process.execPath, '--conditions=biospex-source', '--input-type=module', '-e', program];

    const run = await runTool('env', ['TZ=Asia/Kolkata', ...node, '--', join(folder, 'export.tar'), folder], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
    });

    expect(run!.stdout.toString()).toBe(`${[-330, ...batches.map((bytes) => crc32(bytes))].join(' ')}\n`);
  });
});

describe.each([
  ['a TAR archive', tar],
  ['a TAR.GZ archive of many members', gzipMembersOf(tar, 7000)],
])('%s', (_, archive) => {
  test('that cannot be read is not called damaged, whichever read fails: READ_FAILED', async () => {
    const failures = await untilItSucceeds(async (nth) => {
      // The error of a source may look like one of zlib.
      const cause = Object.assign(new Error(`EIO: read ${nth}`), { code: 'Z_BUF_ERROR' });
      const opening = openExport(failingAtRead(new MemorySource(archive), nth, cause), optionsOf());
      const error: unknown = await opening.then(
        (opened) => opened.close(),
        (failure: unknown) => failure,
      );

      expect(await readdir(folder)).toEqual([]);
      if (error === undefined) return true;
      expect(error).toBeInstanceOf(StoreError);
      expect(error).toMatchObject({ code: 'READ_FAILED', cause });
      return false;
    });

    // The first bytes are looked at before.
    expect(failures).toBe(1 + Math.ceil(archive.length / reading.chunkBytes));
  });

  test('that has changed is refused after its last byte is read: ARCHIVE_CHANGED', async () => {
    const calls: string[] = [];

    const error = await catchBatchError(openExport(changed(new MemorySource(archive), calls), optionsOf()));

    expect(error).toMatchObject({
      code: 'ARCHIVE_CHANGED',
      message: 'the archive changed while it was being read: it was written to',
    });
    expect(calls.slice(-2)).toEqual([`read to ${archive.length}`, 'check']);
    expect(await readdir(folder)).toEqual([]);
  });

  test('that looks damaged because it has changed is not called damaged: ARCHIVE_CHANGED', async () => {
    for (const bytes of [Buffer.from(archive).fill(0xff, 6000), archive.subarray(0, 6000)]) {
      const source = new MemorySource(bytes);
      expect(await catchBatchError(openExport(source, optionsOf()))).toBeInstanceOf(InputError);

      const error = await catchBatchError(openExport(changed(source), optionsOf()));

      expect(error).toMatchObject({ code: 'ARCHIVE_CHANGED' });
    }
  });

  test('is not read after it is opened or refused, so that its source may be closed', async () => {
    for (const bytes of [
      archive,
      Buffer.concat([archive, Buffer.alloc(100_000)]),
      archive.subarray(0, 20_000),
      Buffer.from(archive).fill(0xff, 12_000, 13_000),
    ]) {
      let active = 0;
      const memory = new MemorySource(bytes);
      const source: ByteSource = {
        size: memory.size,
        read: async (target, start) => {
          active++;
          // The later in the archive, the longer it takes.
          for (let turn = 0; turn < 3 + start / 1000; turn++) await new Promise(setImmediate);
          await memory.read(target, start);
          active--;
        },
      };

      const opening = openExport(source, optionsOf({ reading: { chunkBytes: 2000, ahead: 3 } }));
      const activeAtEnd = await opening.then(
        async (opened) => {
          await opened.close();
          return active;
        },
        () => active,
      );

      expect(activeAtEnd).toBe(0);
    }
  });

  test('leaves nothing and rejects with the reason, at whichever report it is aborted', async () => {
    const aborted = await untilItSucceeds(async (nth) => {
      const controller = new AbortController();
      const reason = nth % 2 === 0 ? 'a text' : new Error(`enough at ${nth}`);
      const progress = actAtReport(nth, () => controller.abort(reason));
      const opening = openExport(
        new MemorySource(archive),
        optionsOf({ signal: controller.signal, progress }),
      );

      const error: unknown = await opening.then(
        (opened) => opened.close(),
        (failure: unknown) => failure,
      );

      expect(await readdir(folder)).toEqual([]);
      if (error === undefined) return true;
      expect(error).toBe(reason);
      return false;
    });

    expect(aborted).toBeGreaterThan(3);
  });
});

describe('withExport', () => {
  const archive = new MemorySource(tar);
  /** Puts a folder into the place of the spool, which then cannot be removed. */
  const blockRemoval = async (): Promise<void> => {
    const [spool = ''] = await readdir(folder);
    await rm(join(folder, spool));
    await mkdir(join(folder, spool));
  };

  test('gives the result of the work, and then closes the export', async () => {
    const plan = await withExport(archive, optionsOf(), async ({ source }) => {
      expect(await readdir(folder)).toHaveLength(1);
      return planArchive(source, { stem: 'x' });
    });

    expect(plan.images).toBe(5);
    expect(await readdir(folder)).toEqual([]);
  });

  test('rejects with the error of the work, even if the spool cannot be removed', async () => {
    const failure = new Error('no manifest');

    const working = withExport(archive, optionsOf(), async () => {
      await blockRemoval();
      throw failure;
    });

    await expect(working).rejects.toBe(failure);
  });

  test('gives the result even if the spool cannot be removed, and reports the reason', async () => {
    const reasons: unknown[] = [];
    const onLeftBehind = (reason: unknown): void => void reasons.push(reason);

    const result = await withExport(archive, { ...optionsOf(), onLeftBehind }, async () => {
      await blockRemoval();
      return 'done';
    });

    expect(result).toBe('done');
    expect(reasons).toMatchObject([{ code: expect.stringMatching(/EISDIR/) as unknown }]);
  });
});

test('an export fails for now if the disk is full, and leaves nothing', async () => {
  const program = `
    import { FileSource, openExport } from '@biospex/batch-core/node';
    const [path, directory] = process.argv.slice(1);
    await openExport(await FileSource.open(path), { places: [{ directory, keepsName: true }] }).catch(
      ({ code, message }) => console.log(code, message));
  `;
  const large = buildTar([{ name: 'a.jpg', data: Buffer.alloc(3_000_000, 1) }]);
  const [path, directory] = [join(folder, 'large.tar'), join(folder, 'spools')];
  await writeFile(path, large);
  const node = [process.execPath, '--conditions=biospex-source', '--input-type=module', '-e', program];

  // A limit on the size of files stands for a full disk.
  const run = await runTool(
    'bash',
    ['-c', 'trap "" XFSZ; ulimit -f 1024; exec "$@"', 'bash', ...node, '--', path, directory],
    { cwd: fileURLToPath(new URL('../..', import.meta.url)) },
  );

  expect(run!.output).toMatch(
    /^SPOOL_FAILED the archive cannot be unpacked in \S+spools: EFBIG: file too large, write$/m,
  );
  expect(await readdir(directory)).toEqual([]);
});
