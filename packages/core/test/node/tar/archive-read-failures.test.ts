import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { InputError, MemorySource, StoreError, type ByteSource } from '../../../src/index.ts';
import { buildTar } from '../../helpers/build-tar.ts';
import { catchBatchError } from '../../helpers/catch-error.ts';
import { gzipMembersOf } from '../../helpers/cut-gzip.ts';
import { memoryPlace } from '../../helpers/memory-place.ts';
import { seededRandom } from '../../helpers/seeded-random.ts';
import { openInMemory } from '../../helpers/split-tar.ts';
import { untilItSucceeds } from '../../helpers/until-it-succeeds.ts';
import { failingAtRead } from '../../helpers/watch-store.ts';

const image = seededRandom(41).bytes(40_000);
const tar = buildTar([
  { name: 'a.jpg', data: image },
  { name: 'b.jpg', data: image.subarray(0, 20_000) },
  { name: 'manifest.csv', data: 'imageName\na.jpg\nb.jpg\n' },
]);
const reading = { chunkBytes: 5000, ahead: 3 };
const archives: readonly [what: string, archive: Buffer][] = [
  ['a TAR archive', tar],
  ['a TAR.GZ archive', gzipSync(tar)],
  ['a TAR.GZ archive of many members', gzipMembersOf(tar, 7000)],
];

/** A source that asks whether it is what it was, and says no. */
function changing(source: ByteSource, calls: string[] = []): ByteSource {
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

describe.each(archives)('%s', (_, archive) => {
  test('that cannot be read is no damaged one, whichever read fails: READ_FAILED', async () => {
    const failures = await untilItSucceeds(async (nth) => {
      const cause = Object.assign(new Error(`EIO: read ${nth}`), { code: 'EIO', errno: -5 });
      const source = failingAtRead(new MemorySource(archive), nth, cause);
      const place = memoryPlace();

      const opening = openInMemory(source, { reading, places: [place] });
      const error: unknown = await opening.then(
        (opened) => opened.close(),
        (failure: unknown) => failure,
      );

      expect(place.media.map(({ closes }) => closes)).toEqual(place.media.map(() => 1));
      if (error === undefined) return true;
      expect(error).toBeInstanceOf(StoreError);
      expect(error).toMatchObject({ code: 'READ_FAILED', cause });
      return false;
    });

    // The first bytes are looked at before.
    expect(failures).toBe(1 + Math.ceil(archive.length / reading.chunkBytes));
  });

  test('that cannot be read is no damaged one, even if the error looks like one of zlib', async () => {
    const cause = Object.assign(new Error('unexpected end of file'), { code: 'Z_BUF_ERROR' });
    const source = failingAtRead(new MemorySource(archive), 3, cause);

    const error = await catchBatchError(openInMemory(source, { reading }));

    expect(error).toMatchObject({ code: 'READ_FAILED', cause });
  });

  test('that has changed is refused after its last byte was read: ARCHIVE_CHANGED', async () => {
    const calls: string[] = [];
    const place = memoryPlace();

    const error = await catchBatchError(
      openInMemory(changing(new MemorySource(archive), calls), { reading, places: [place] }),
    );

    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ code: 'ARCHIVE_CHANGED' });
    expect(error.message).toBe('the archive changed while it was read: it was written to');
    expect(calls.slice(-2)).toEqual([`read to ${archive.length}`, 'check']);
    expect(calls.filter((call) => call === 'check')).toHaveLength(1);
    expect(place.media.map(({ closes }) => closes)).toEqual([1]);
  });

  test('that looks damaged because it has changed is not called damaged: ARCHIVE_CHANGED', async () => {
    const replaced = Buffer.from(archive).fill(0xff, 6000);
    const cut = archive.subarray(0, 6000);

    for (const bytes of [replaced, cut]) {
      expect(await catchBatchError(openInMemory(bytes, { reading }))).toBeInstanceOf(InputError);

      const error = await catchBatchError(openInMemory(changing(new MemorySource(bytes)), { reading }));

      expect(error).toMatchObject({ code: 'ARCHIVE_CHANGED' });
    }
  });

  test('is not read any more when it was opened or refused: its source may be closed', async () => {
    const bytesOf = [
      archive,
      Buffer.concat([archive, Buffer.alloc(100_000)]),
      archive.subarray(0, 30_000),
      Buffer.from(archive).fill(0xff, 12_000, 13_000),
    ];
    for (const bytes of bytesOf)
      for (const failsAt of [undefined, 'write memory', 'resize memory']) {
        let active = 0;
        const memory = new MemorySource(bytes);
        const source: ByteSource = {
          size: memory.size,
          read: async (target, start) => {
            active++;
            // The further behind, the longer it takes.
            for (let turn = 0; turn < 3 + start / 1000; turn++) await new Promise(setImmediate);
            await memory.read(target, start);
            active--;
          },
        };
        const failure = new Error('EIO: i/o error');
        const place = memoryPlace({ failsAt: (call) => (call === failsAt ? failure : undefined) });
        const opening = openInMemory(source, { reading: { chunkBytes: 2000, ahead: 3 }, places: [place] });

        const activeAtEnd = await opening.then(
          () => active,
          () => active,
        );

        expect(activeAtEnd).toBe(0);
      }
  });
});
