import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildZip } from '../helpers/build-zip.ts';
import { makeExport } from '../helpers/export-fixture.ts';
import { producers } from '../helpers/producers.ts';
import { ArchiveReader } from './archive-reader.ts';
import { compareListings } from './compare-listings.ts';
import { fuzz } from './fuzz.ts';
import type { ListedEntry, Listing } from './listing.ts';
import { runDifferentialCase } from './run-case.ts';

const CASES = 150;

test('lists a damaged archive as other readers do if both accept it', async () => {
  const report = await fuzz({ mode: 'differential', seed: 1, goesOn: (done) => done < CASES });

  expect(report.failures).toEqual([]);
  expect(report.outcomes['all who accept agree']).toBeGreaterThan(CASES / 10);
});

describe('lists the archive of another program as other readers do', () => {
  let readers: ArchiveReader[];
  beforeAll(async () => {
    readers = await ArchiveReader.findAll();
  });
  afterAll(() => {
    for (const reader of readers) reader.stop();
  });

  test.each(producers.map((producer) => [producer.name, producer] as const))(
    '%s',
    async (_name, producer) => {
      const archive = await producer.produce(makeExport({ images: 5 }).files);
      if (archive === undefined) return; // the program is not installed
      const { outcome, problems, notes } = await runDifferentialCase(archive, readers);

      expect(problems).toEqual([]);
      expect({ outcome, notes }).toEqual({ outcome: 'listed', notes: ['all who accept agree'] });
    },
  );
});

describe('the comparison of lists', () => {
  const entry: ListedEntry = { name: '61', size: 1, packedSize: 1, crc32: 1, offset: 0 };
  const compare = (
    ours: Listing,
    ...others: readonly (Listing | undefined)[]
  ): ReturnType<typeof compareListings> => {
    const named = new Map(others.map((listing, i) => [`reader ${i}`, listing]));
    return compareListings(ours, named, new Uint8Array(0));
  };

  test('takes another name, size, CRC-32 or offset for a failure', () => {
    const second = { ...entry, offset: 40 };
    for (const change of [{ name: '62' }, { size: 2 }, { packedSize: 2 }, { crc32: 2 }, { offset: 41 }]) {
      expect(compare([entry, second], [entry, { ...second, ...change }]).problems).toHaveLength(1);
    }
    expect(compare([entry, second], [entry]).problems).toHaveLength(1);
  });

  test('takes offsets that are all off by the same for equal', () => {
    expect(
      compare(
        [entry, { ...entry, offset: 40 }],
        [
          { ...entry, offset: 7 },
          { ...entry, offset: 47 },
        ],
      ).problems,
    ).toEqual([]);
  });

  test('takes one reader that agrees for enough', () => {
    expect(compare([entry], [{ ...entry, size: 2 }], [entry]).problems).toEqual([]);
  });

  test('takes a refusal without a code for a failure', () => {
    expect(compare(new RangeError('out of bounds'), new Error('no archive')).problems).toHaveLength(1);
  });

  test('takes the death of a reader for a note', () => {
    expect(compare([entry], undefined, [entry])).toEqual({
      problems: [],
      notes: ['all who accept agree', 'reader 0 died'],
    });
  });
});

test('a reader that takes all memory dies alone, and lists the next archive', async () => {
  const bomb = buildZip([], {
    zip64: true,
    endRecord: { totalEntries: 0xffff },
    zip64EndRecord: { totalEntries: 2 ** 27 },
  });
  const readers = await ArchiveReader.findAll();
  const unzipper = readers.find(({ name }) => name === 'unzipper');

  const lists = [await unzipper?.list(bomb), await unzipper?.list(buildZip([{ name: 'a' }]))];
  unzipper?.stop();

  expect(lists).toEqual([undefined, [expect.objectContaining({ name: '61' })]]);
});
