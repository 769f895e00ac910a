import { describe, expect, test } from '@jest/globals';
import { MemorySource, MemoryStore, splitArchive } from '@biospex/batch-core';
import { buildZip, type ZipEntryOptions } from '../../../core/test/helpers/build-zip.ts';
import { exportEntries, makeExport } from '../../../core/test/helpers/export-fixture.ts';
import { ArchiveSession } from '../../src/worker/archive-session.ts';

const options = { batchSize: 4, missingImages: 'fail', manifest: undefined, mend: false } as const;
const { files } = makeExport({ images: 21, order: 'shuffled' });

/** An export whose images may have local headers that differ from the directory. */
function archiveWith(local: (image: number) => ZipEntryOptions['local']): Buffer<ArrayBuffer> {
  const entries = exportEntries(files).map((entry, i) => {
    const fields = local(i);
    return fields === undefined ? entry : { ...entry, local: fields };
  });
  return buildZip(entries);
}

const fileOf = (zip: Buffer<ArrayBuffer>): File => new File([zip], 'export.zip');

async function expectBatches(session: ArchiveSession, zip: Buffer, batchSize: number): Promise<void> {
  const expected = new MemoryStore();
  await splitArchive(new MemorySource(zip), expected, { stem: 'export', batchSize });
  const { list } = session.resize(batchSize);
  expect(list.map(({ file }) => file)).toEqual([...expected.files.keys()]);
  for (const [i, bytes] of [...expected.files.values()].entries()) {
    const batch = await session.batch(i + 1, batchSize);
    expect(Buffer.from(await batch.arrayBuffer()).equals(bytes)).toBe(true);
  }
}

describe('ArchiveSession', () => {
  test.each([
    ['stored as BIOSPEX stores it', archiveWith(() => undefined)],
    [
      'with local headers whose flags differ',
      archiveWith((i) => (i % 3 === 1 ? { flags: 0x0800 } : undefined)),
    ],
  ])('gives the same batches as the command, for any batch size, from an archive %s', async (_, zip) => {
    const session = await ArchiveSession.open(fileOf(zip), options);

    await expectBatches(session, zip, 4);
    await expectBatches(session, zip, 100);
    await expectBatches(session, zip, 1);
  });

  test('gives the requested batch even if the batch size changes meanwhile', async () => {
    const zip = archiveWith(() => undefined);
    const session = await ArchiveSession.open(fileOf(zip), options);
    const size = session.batches().list[1]!.bytes;

    const batch = session.batch(2, 4);
    session.resize(9);

    expect((await batch).size).toBe(size);
    expect(session.batches().batchSize).toBe(9);
  });

  test('refuses only the batch with an image whose header contradicts the directory', async () => {
    const entries = exportEntries(files, { image: {} }).map((entry, i) => ({
      ...entry,
      name: entry.name === 'manifest.csv' ? entry.name : `images/${String(entry.name)}`,
      ...(i === 9 && { local: { crc32: 1 } }),
    }));
    const session = await ArchiveSession.open(fileOf(buildZip(entries)), options);

    const outcomes = await Promise.allSettled([1, 2, 3, 4, 5, 6].map((number) => session.batch(number, 4)));

    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused).toMatchObject([{ reason: { code: 'CORRUPT_ENTRY' } }]);
  });

  test('does not open after a cancel during the last read', async () => {
    const zip = buildZip(exportEntries(makeExport({ images: 1 }).files));
    const reason = new Error('enough');
    let slices = 0;
    const open = (cancelledSlice?: number): Promise<ArchiveSession> => {
      const controller = new AbortController();
      const file = fileOf(zip);
      slices = 0;
      file.slice = (...range) => {
        if (++slices === cancelledSlice) controller.abort(reason);
        return Blob.prototype.slice.apply(file, range);
      };
      return ArchiveSession.open(file, { ...options, signal: controller.signal });
    };
    await open();

    await expect(open(slices)).rejects.toBe(reason);
  });

  test.each([
    ['stored', 0],
    ['deflated', 8],
  ])('gives the images of rows, %s', async (_, method) => {
    const zip = buildZip(exportEntries(files, { image: { method } }));
    const session = await ArchiveSession.open(fileOf(zip), options);

    for (const { image, entry } of session.rows(2, 0, 4)) {
      const bytes = Buffer.from(await (await session.image(entry))!.arrayBuffer());
      expect(bytes.equals(files.find(({ name }) => name === image)!.bytes)).toBe(true);
    }
  });

  test('uses a manifest from beside the archive', async () => {
    const zip = archiveWith(() => undefined);
    const [image] = files;
    const manifest = new File([`imageName,note\n${image!.name},new\n`], 'fixed.csv');

    const session = await ArchiveSession.open(fileOf(zip), { ...options, manifest });

    expect(session.overview()).toMatchObject({ rows: 1, columns: ['imageName', 'note'] });
  });

  test('mends, and reports each change before and after', async () => {
    const text = `imageName,x\n${files[0]!.name},https://e.org/1.jpg\n`;
    const manifest = new File([text], 'fixed.csv');
    const archive = fileOf(archiveWith(() => undefined));

    const mended = await ArchiveSession.open(archive, { ...options, manifest, mend: true });

    const [finding] = mended.overview().findings.filter(({ code }) => code.startsWith('mended'));
    expect(finding?.places).toEqual([
      { row: 1, line: 2, column: 'x', before: 'https://e.org/1.jpg', after: 'https://e.org/1%2Ejpg' },
    ]);
    expect(await mended.report().text()).toContain('x,,https://e.org/1.jpg,https://e.org/1%2Ejpg,');
    expect(mended.rows(1, 0, 1)[0]?.cells[1]).toBe('https://e.org/1%2Ejpg');
  });

  test('says that a manifest cannot be read', async () => {
    const manifest = Object.assign(new File([''], 'fixed.csv'), {
      arrayBuffer: () => Promise.reject(new DOMException('it is gone', 'NotReadableError')),
    });

    const opened = ArchiveSession.open(fileOf(archiveWith(() => undefined)), { ...options, manifest });

    await expect(opened).rejects.toMatchObject({ code: 'READ_FAILED' });
  });

  test('shows twenty places of a finding and reports all', async () => {
    const many = makeExport({
      images: 50,
      cell: (value, _, column) => (column === 'references' ? 'x/y.jpg' : value),
    });
    const session = await ArchiveSession.open(fileOf(buildZip(exportEntries(many.files))), options);

    const [finding] = session.overview().findings;
    const report = await session.report().text();

    expect(finding).toMatchObject({ code: 'phantom-file-name', count: 50 });
    expect(finding?.places).toHaveLength(20);
    expect(report.trim().split('\r\n')).toHaveLength(51);
  });
});
