import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { buildTar, paxText, type TarEntryOptions } from '../../helpers/build-tar.ts';
import { catchBatchError } from '../../helpers/catch-error.ts';
import { makeExport } from '../../helpers/export-fixture.ts';
import { expectBatches } from '../../helpers/expect-batches.ts';
import { runTool, withTemporaryFolder } from '../../helpers/run-tool.ts';
import { openTar, splitTar } from '../../helpers/split-tar.ts';
import { withFiles } from '../../helpers/tar-packers.ts';

const fixture = makeExport({ images: 3, seed: 16 });
const files = fixture.files.map(({ name, bytes }): TarEntryOptions => ({ name, data: bytes }));
const zeros = Buffer.alloc(2048);

const others: readonly [what: string, entry: TarEntryOptions][] = [
  ['a symbolic link', { name: 'link', type: '2', linkName: 'x' }],
  ['a hard link', { name: 'link', type: '1', linkName: 'x' }],
  [
    'a symbolic link with a long target',
    { name: 'link', type: '2', linkName: 'x', pax: { linkpath: 'y'.repeat(300) } },
  ],
  ['a FIFO', { name: 'pipe', type: '6' }],
  ['a character device', { name: 'tty', type: '3' }],
  ['a block device', { name: 'sda', type: '4' }],
  ['a folder', { name: 'folder/', type: '5' }],
  ['a folder listed by GNU tar', { name: 'folder/', type: 'D', data: 'Ya.jpg\0\0', format: 'gnu' }],
  ['a folder listed by GNU tar, with zeros', { name: 'folder/', type: 'D', data: zeros, format: 'gnu' }],
  ['a volume label', { name: 'label', type: 'V', format: 'gnu' }],
  ['a Solaris ACL', { name: 'acl', type: 'A', data: 'user::rw-' }],
  ['an inode', { name: 'inode', type: 'I', data: zeros }],
  ['an entry of an unknown type', { name: 'other', type: 'Z', data: 'x' }],
  ['an entry of an unknown type, of zeros', { name: 'other', type: 'Z', data: zeros }],
  ['a file of zeros', { name: 'zeros', data: zeros }],
  ['a file of a resource fork', { name: '._a.jpg', data: 'x' }],
  ['an empty file', { name: 'empty' }],
  [
    'a global pax header',
    { name: 'pax_global_header', type: 'g', data: paxText({ comment: 'made by git' }) },
  ],
  [
    'a global pax header with its own size in base 256',
    { name: 'pax_global_header', type: 'g', data: paxText({ comment: 'c'.repeat(700) }), sizeIn: 'base256' },
  ],
  ['a global pax header of zeros', { name: 'pax_global_header', type: 'g', data: zeros }],
];

describe('an entry that no row names', () => {
  test.each(others)('is left out of the batches, at any place: %s', async (_, entry) => {
    for (const position of [0, 2, files.length]) {
      const archive = buildTar([...files.slice(0, position), entry, ...files.slice(position)]);
      const { plan, batches } = await splitTar(position === 2 ? gzipSync(archive) : archive, {
        reading: { chunkBytes: position === 0 ? 512 : 1024 * 1024, ahead: 0 },
      });

      expect(plan.images).toBe(3);
      if (position === 2) await expectBatches(batches, fixture, 2);
    }
  });
});

describe('an archive by GNU tar', () => {
  const pack = (format: string, names: string[], more: string[] = []): string[] => [
    ...[`--format=${format}`, ...more, '-cf', '-', '--'],
    ...names,
  ];

  test.each([
    'gnu',
    'posix --sparse-version=0.0',
    'posix --sparse-version=0.1',
    'posix --sparse-version=1.0',
  ])('with a sparse file is refused: %s', async (format) => {
    await withTemporaryFolder(async (folder) => {
      const file = await open(join(folder, 'holes.jpg'), 'w');
      await file.write('start');
      await file.truncate(4_000_000);
      await file.write('end', 3_999_000);
      await file.close();
      const [name, ...more] = format.split(' ');
      const tar = await runTool('tar', pack(name!, ['holes.jpg'], ['--sparse', ...more]), { cwd: folder });
      if (tar === undefined || tar.stdout.length > 2_000_000) return;

      const error = await catchBatchError(openTar(tar.stdout));

      expect(error).toMatchObject({ code: 'SPARSE_ENTRY' });
    });
  });

  test.each(['gnu', 'posix', 'ustar', 'v7'])(
    'with links and pipes of the file system, %s, gives the images',
    async (format) => {
      await withFiles(fixture.files, async (folder) => {
        const run = (program: string, ...parameters: string[]): ReturnType<typeof runTool> =>
          runTool(program, parameters, { cwd: folder });
        await run('ln', '-s', 'x'.repeat(90), 'link');
        await run('ln', fixture.images[0]!.name, 'hard');
        await run('mkfifo', 'pipe');
        const names = [...fixture.files.map(({ name }) => name), 'link', 'hard', 'pipe'];
        // v7 has no pipes.
        const tar = await run('tar', ...pack(format, format === 'v7' ? names.slice(0, -1) : names));
        if (tar === undefined) return;

        const { batches } = await splitTar(tar.stdout);

        expect(tar.output.slice(-100)).not.toMatch(/tar: /);
        await expectBatches(batches, fixture, 2);
      });
    },
  );

  test('that was compared and written to again names an image twice, and is refused', async () => {
    await withFiles(fixture.files, async (folder) => {
      const names = fixture.files.map(({ name }) => name);
      const path = join(folder, 'export.tar');
      const made = await runTool('tar', ['-cf', path, ...names], { cwd: folder });
      if (made === undefined) return;
      await runTool('tar', ['-rf', path, names[0]!], { cwd: folder });
      const archive = await runTool('cat', [path]);

      const error = await catchBatchError(splitTar(archive!.stdout));

      expect(error).toMatchObject({ code: 'DUPLICATE_ENTRY' });
    });
  });
});
