import { describe, expect, test } from '@jest/globals';
import { buildZip } from '../../../core/test/helpers/build-zip.ts';
import { exportEntries, makeExport } from '../../../core/test/helpers/export-fixture.ts';
import { ArchiveSession } from '../../src/worker/archive-session.ts';
import { existingBatches, saveBatches } from '../../src/worker/save-batches.ts';
import { FaultyFolder, type FolderStep } from '../helpers/faulty-folder.ts';

const zip = buildZip(exportEntries(makeExport({ images: 6 }).files));
const makeArchive = (): File => new File([zip], 'export.zip');
const openSession = (file = makeArchive()): Promise<ArchiveSession> =>
  ArchiveSession.open(file, {
    batchSize: 2,
    missingImages: 'fail',
    manifest: undefined,
    mend: false,
  });

async function save(folder: FaultyFolder, signal = new AbortController().signal): Promise<void> {
  const session = await openSession();
  await saveBatches(session, folder.handle, {
    batches: session.batches(),
    as: 'zips',
    signal,
    onProgress: () => undefined,
  });
}

function failingAt(step: FolderStep, name: string): FaultyFolder {
  return new FaultyFolder((at, file) => {
    if (at === step && file === 'export-part2.zip') throw new DOMException('no', name);
  });
}

describe('saving batches to a folder', () => {
  test('writes all, and then names them as existing', async () => {
    const folder = new FaultyFolder();

    await save(folder);

    const names = ['export-part1.zip', 'export-part2.zip', 'export-part3.zip'];
    expect([...folder.files.keys()]).toEqual(names);
    expect(await existingBatches(folder.handle, (await openSession()).batches(), 'zips')).toEqual(names);
  });

  test.each([
    ['look', 'NotAllowedError', 'FOLDER_REFUSED'],
    ['create', 'NotAllowedError', 'FOLDER_REFUSED'],
    ['create', 'NotFoundError', 'FOLDER_REFUSED'],
    ['open', 'NoModificationAllowedError', 'FOLDER_REFUSED'],
    ['open', 'QuotaExceededError', 'SAVE_FAILED'],
    ['write', 'QuotaExceededError', 'SAVE_FAILED'],
    ['write', 'NotAllowedError', 'FOLDER_REFUSED'],
    ['close', 'NotFoundError', 'FOLDER_REFUSED'],
    ['close', 'AbortError', 'SAVE_FAILED'],
  ] as const)('keeps finished batches, and removes the one that fails: %s, %s', async (step, name, code) => {
    const folder = failingAt(step, name);

    await expect(save(folder)).rejects.toMatchObject({ code, details: { name: 'export-part2.zip' } });

    expect([...folder.files.keys()]).toEqual(['export-part1.zip']);
    expect(folder.files.get('export-part1.zip')?.size).toBeGreaterThan(0);
  });

  test.each(['open', 'write', 'close'] as const)('keeps the old file if %s fails', async (step) => {
    const folder = failingAt(step, 'QuotaExceededError');
    const old = new Blob(['what was there']);
    folder.files.set('export-part2.zip', old);

    await expect(save(folder)).rejects.toMatchObject({ code: 'SAVE_FAILED' });

    expect(folder.files.get('export-part2.zip')).toBe(old);
  });

  test('keeps a folder with the name of a batch', async () => {
    const folder = new FaultyFolder();
    folder.folders.add('export-part2.zip');

    await expect(save(folder)).rejects.toMatchObject({ code: 'FOLDER_REFUSED' });

    expect([...folder.folders]).toEqual(['export-part2.zip']);
    expect([...folder.files.keys()]).toEqual(['export-part1.zip']);
  });

  test('reports a folder that it may not read', async () => {
    const { handle } = failingAt('look', 'NotAllowedError');

    await expect(existingBatches(handle, (await openSession()).batches(), 'zips')).rejects.toMatchObject({
      code: 'FOLDER_REFUSED',
    });
  });

  test('blames the archive, not the folder, if the archive cannot be read', async () => {
    const isGone = { now: false };
    const session = await openSession(vanishing(makeArchive(), isGone));
    const folder = new FaultyFolder((step) => {
      if (step !== 'write') return;
      isGone.now = true;
      throw new DOMException('no', 'NotFoundError');
    });
    const options = {
      batches: session.batches(),
      as: 'zips' as const,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    };

    await expect(saveBatches(session, folder.handle, options)).rejects.toMatchObject({ code: 'READ_FAILED' });

    expect([...folder.files.keys()]).toEqual([]);
  });

  test('gives no batch of an archive that is gone', async () => {
    const isGone = { now: false };
    const session = await openSession(vanishing(makeArchive(), isGone));
    await session.batch(1, 2);
    isGone.now = true;

    await expect(session.batch(1, 2)).rejects.toMatchObject({ code: 'READ_FAILED' });
  });

  test('removes the batch in which it is cancelled', async () => {
    const controller = new AbortController();
    const folder = new FaultyFolder((step, name) => {
      if (step === 'write' && name === 'export-part2.zip') controller.abort();
    });

    await expect(save(folder, controller.signal)).rejects.toMatchObject({ name: 'AbortError' });

    expect([...folder.files.keys()]).toEqual(['export-part1.zip']);
  });
});

/** A file that can be read until it is gone. */
function vanishing(file: File, isGone: { readonly now: boolean }): File {
  const slice = file.slice.bind(file);
  return Object.assign(file, {
    slice: (...range: [number, number]) => {
      const part = slice(...range);
      if (!isGone.now) return part;
      return Object.assign(part, {
        arrayBuffer: () => Promise.reject(new DOMException('it is gone', 'NotReadableError')),
      });
    },
  });
}
