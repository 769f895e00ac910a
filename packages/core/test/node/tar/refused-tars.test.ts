import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { InputError, MemorySource, splitArchive } from '../../../src/index.ts';
import { DirectoryStore, openExport } from '../../../src/node/index.ts';
import { buildTar, layOutTar } from '../../helpers/build-tar.ts';
import { catchBatchError } from '../../helpers/catch-error.ts';
import { gzipMembersOf } from '../../helpers/cut-gzip.ts';
import { withTemporaryFolder } from '../../helpers/run-tool.ts';
import { splitTar } from '../../helpers/split-tar.ts';
import {
  damagedTars,
  goodTarEntries,
  oddEntries,
  truncatedTars,
  unsafeNames,
} from '../../helpers/tar-mutations.ts';

const good = layOutTar(goodTarEntries);

test('the good archive of the mutations is accepted', async () => {
  expect((await splitTar(good.bytes)).plan).toMatchObject({ rows: 2, images: 2 });
});

describe('an archive', () => {
  test.each([...truncatedTars, ...damagedTars, ...oddEntries])(
    '$name is refused: $code',
    async ({ code, mutate }) => {
      const tar = mutate(good);
      const readings = [
        { bytes: tar, chunkBytes: 1000, ahead: 1 },
        { bytes: tar, chunkBytes: 512, ahead: 0 },
        { bytes: gzipMembersOf(tar, 100_000), chunkBytes: 1024 * 1024, ahead: 2 },
      ];
      for (const { bytes, ...reading } of readings) {
        const error = await catchBatchError(splitTar(bytes, { reading }));

        expect(error).toBeInstanceOf(InputError);
        expect(error).toMatchObject({ code });
      }
    },
  );

  test.each(unsafeNames)('with an entry %j is refused, and nothing is written', async (name) => {
    await withTemporaryFolder(async (folder) => {
      const spoolFolder = join(folder, 'spool');
      const archive = gzipSync(buildTar([...goodTarEntries, { name, data: 'x' }]));
      const opened = await openExport(new MemorySource(archive), {
        places: [{ directory: spoolFolder, keepsName: true }],
      });
      const store = new DirectoryStore(join(folder, 'batches'));

      const error = await catchBatchError(splitArchive(opened.source, store, { stem: 'export' }));
      await opened.close();

      expect(error).toMatchObject({ code: 'UNSAFE_ENTRY_NAME' });
      expect(await readdir(folder, { recursive: true })).toEqual(['spool']);
      expect(['/escaped.jpg', '/tmp/escaped.jpg'].filter((path) => existsSync(path))).toEqual([]);
    });
  });
});

describe('the message about a TAR archive', () => {
  const messageOfTar = async (name: string): Promise<string> => {
    const { mutate } = [...truncatedTars, ...damagedTars, ...oddEntries].find((one) => one.name === name)!;
    return (await catchBatchError(splitTar(mutate(good)))).message;
  };

  test.each([
    [
      'that ends inside the data of a file, at a block',
      'the TAR archive ends after 512 of 1024 bytes of entry "b.jpg"',
    ],
    [
      'that ends exactly before an entry',
      'the TAR archive ends after entry "a.jpg", without the two zero blocks that mark its end',
    ],
    [
      'with a wrong byte in the header of its second file',
      'the TAR archive is damaged: entry "a.jpg" is not followed by a valid header (checksum failure)',
    ],
    [
      'with another pasted after it',
      'the TAR archive is damaged: data follows the end marker; were two archives concatenated?',
    ],
    ['with a pax header of more than 1 MiB', 'the TAR archive is damaged: a header has more than 1 MiB'],
    ['with a.jpg that is sparse by GNU.sparse.map', 'entry "a.jpg" is a sparse file'],
    [
      'with an entry that goes on from another volume',
      'entry "other" begins on another volume of the archive',
    ],
    ['with a.jpg that is a hard link', 'entry "a.jpg" is a symbolic or hard link, not a regular file'],
    ['with a.jpg that is a FIFO', 'entry "a.jpg" is a device or a pipe, not a regular file'],
  ])('%s', async (name, message) => {
    expect(await messageOfTar(name)).toBe(message);
  });
});
