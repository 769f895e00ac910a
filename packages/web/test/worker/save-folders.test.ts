import { describe, expect, test } from '@jest/globals';
import { buildZip } from '../../../core/test/helpers/build-zip.ts';
import { exportEntries, makeExport } from '../../../core/test/helpers/export-fixture.ts';
import { unpackZip } from '../../../core/test/helpers/unpack-zip.ts';
import { ArchiveSession } from '../../src/worker/archive-session.ts';
import { existingBatches, saveBatches } from '../../src/worker/save-batches.ts';
import { FaultyFolder } from '../helpers/faulty-folder.ts';

const { files } = makeExport({ images: 6 });
const zip = buildZip(exportEntries(files, { image: { method: 8 } }));

function openSession(archive = zip): Promise<ArchiveSession> {
  const reading = { missingImages: 'fail', manifest: undefined, mend: false } as const;
  return ArchiveSession.open(new File([archive], 'export.zip'), { batchSize: 2, ...reading });
}

async function save(
  folder: FaultyFolder,
  { session, signal = new AbortController().signal }: { session?: ArchiveSession; signal?: AbortSignal } = {},
): Promise<number[]> {
  const opened = session ?? (await openSession());
  const done: number[] = [];
  await saveBatches(opened, folder.handle, {
    batches: opened.batches(),
    as: 'folders',
    signal,
    onProgress: ({ bytesDone }) => done.push(bytesDone),
  });
  return done;
}

describe('saving batches as folders', () => {
  test('writes the files of each ZIP, and then names the folders as existing', async () => {
    const folder = new FaultyFolder();
    const session = await openSession();

    const done = await save(folder, { session });

    const names = ['export-part1', 'export-part2', 'export-part3'];
    expect([...folder.inner.keys()]).toEqual(names);
    for (const [i, name] of names.entries()) {
      const batch = await unpackZip(new Uint8Array(await (await session.batch(i + 1, 2)).arrayBuffer()));
      const saved = folder.inner.get(name)!.files;
      expect([...saved.keys()].toSorted()).toEqual([...batch.keys()].toSorted());
      for (const [file, blob] of saved)
        expect(Buffer.from(await blob.arrayBuffer()).equals(batch.get(file)!)).toBe(true);
    }
    expect(done.at(-1)).toBe(session.batches().bytes);
    expect(await existingBatches(folder.handle, session.batches(), 'folders')).toEqual(names);
    expect(await existingBatches(folder.handle, session.batches(), 'zips')).toEqual([]);
  });

  test('replaces everything in an existing folder', async () => {
    const folder = new FaultyFolder();
    await save(folder);
    folder.inner.get('export-part1')!.files.set('old.jpg', new Blob(['old']));

    await save(folder);

    expect(folder.inner.get('export-part1')!.files.has('old.jpg')).toBe(false);
  });

  test('keeps a file with the name of a folder', async () => {
    const folder = new FaultyFolder();
    folder.files.set('export-part2', new Blob(['what was there']));

    await expect(save(folder)).rejects.toMatchObject({ code: 'FOLDER_REFUSED' });

    expect([...folder.files.keys()]).toEqual(['export-part2']);
  });

  test.each(['create', 'open', 'write', 'close'] as const)(
    'keeps finished folders, and removes the one that fails: %s',
    async (step) => {
      const third = (await openSession()).rows(2, 0, 1)[0]!.image;
      const folder = new FaultyFolder((at, name) => {
        if (at === step && name === third) throw new DOMException('no', 'QuotaExceededError');
      });

      await expect(save(folder)).rejects.toMatchObject({
        code: 'SAVE_FAILED',
        details: { name: 'export-part2' },
      });

      expect([...folder.inner.keys()]).toEqual(['export-part1']);
    },
  );

  test('refuses an image with a wrong CRC-32, and removes its folder', async () => {
    const damaged = exportEntries(files).map((entry, i) =>
      i === 2 ? { ...entry, rawData: Buffer.alloc(entry.data?.length ?? 0) } : entry,
    );
    const folder = new FaultyFolder();

    const saving = save(folder, { session: await openSession(buildZip(damaged)) });

    await expect(saving).rejects.toMatchObject({ code: 'CORRUPT_ENTRY' });
    expect([...folder.inner.keys()]).toEqual(['export-part1']);
  });

  test('removes the folder in which it is cancelled', async () => {
    const controller = new AbortController();
    const third = (await openSession()).rows(2, 0, 1)[0]!.image;
    const folder = new FaultyFolder((step, name) => {
      if (step === 'write' && name === third) controller.abort();
    });

    await expect(save(folder, controller)).rejects.toMatchObject({ name: 'AbortError' });

    expect([...folder.inner.keys()]).toEqual(['export-part1']);
  });
});
