import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { mutation, type BatchMutation } from './batch-mutation.ts';

const first = 's-part1.zip';
const second = 's-part2.zip';
const third = 's-part3.zip';

/** Batches that are not there, not whole, or not in their place. */
export const missingBatches: readonly BatchMutation[] = [
  mutation('that all batches are missing', /no s-part1\.zip/, async ({ files, path }) => {
    for (const file of files) await rm(path(file));
  }),
  mutation('that the first batch is missing', /^s-part1\.zip is missing/, ({ path }) => rm(path(first))),
  mutation('that a batch in the middle is missing', /^s-part2\.zip is missing/, ({ path }) =>
    rm(path(second)),
  ),
  mutation(
    'that the last batch is missing',
    /^2 rows .* in no batch.* row 9: s-part3\.zip seems to be missing/,
    ({ path }) => rm(path(third)),
  ),
  mutation(
    'that the last batches are missing',
    /^6 rows .* in no batch.* row 5: s-part2\.zip to s-part3\.zip seem to be missing/,
    async ({ path }) => {
      await rm(path(second));
      await rm(path(third));
    },
  ),
  mutation(
    'that the first batches are missing',
    /^s-part1\.zip to s-part2\.zip are missing/,
    async ({ path }) => {
      await rm(path(first));
      await rm(path(second));
    },
  ),
  mutation('a batch too many', /^s-part4\.zip: row 1 /, ({ path }) =>
    copyFile(path(third), path('s-part4.zip')),
  ),
  mutation(
    'two batches swapped',
    /^s-part1\.zip: row 1 is row 5 of .*, but row 1 should come/,
    async ({ path }) => {
      await rename(path(first), path('aside'));
      await rename(path(second), path(first));
      await rename(path('aside'), path(second));
    },
  ),
  mutation('a directory in the place of a batch', /^s-part2\.zip cannot be read/, async ({ path }) => {
    await rm(path(second));
    await mkdir(path(second));
  }),
  mutation('an empty file in the place of a batch', /^s-part2\.zip cannot be read/, ({ path }) =>
    writeFile(path(second), ''),
  ),
  ...[0.2, 0.5, 0.9].map((part) =>
    mutation(`a batch cut after ${part * 100} % of its bytes`, /^s-part2\.zip cannot be read/, ({ patch }) =>
      patch(second, (bytes) => bytes.subarray(0, bytes.length * part)),
    ),
  ),
  mutation('a batch without its last byte', /^s-part2\.zip cannot be read/, ({ patch }) =>
    patch(second, (bytes) => bytes.subarray(0, -1)),
  ),
];
