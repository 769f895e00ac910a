import { describe, expect, it } from '@jest/globals';
import { expectedFiles, expectFiles } from '../helpers/expect-batches.ts';
import { makeExport } from '../helpers/export-fixture.ts';
import { splitZip } from '../helpers/plan-zip.ts';
import { producers } from '../helpers/producers.ts';
import { readers } from '../helpers/readers.ts';

const fixture = makeExport({ images: 7, order: 'shuffled', seed: 12 });
const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
const expected = expectedFiles(fixture, 4)[0]!.toSorted(byName);

describe.each(producers.map((producer) => [producer.name, producer] as const))(
  'a batch of an archive by %s',
  (_, producer) => {
    const batch = producer
      .produce(fixture.files)
      .then(async (zip) => (zip === undefined ? undefined : (await splitZip(zip, { batchSize: 4 }))[0]));

    it.each(readers.map((reader) => [reader.name, reader] as const))(
      'is read whole by %s',
      async (__, reader) => {
        const zip = await batch;
        const read = zip === undefined ? undefined : await reader.read(zip);

        expect(read?.ok).not.toBe(false);
        // A program that is not installed proves nothing, and fails nothing. 7-Zip and libarchive list entries by their place.
        if (read !== undefined) expectFiles({ ...read, entries: read.entries.toSorted(byName) }, expected);
      },
    );
  },
);
