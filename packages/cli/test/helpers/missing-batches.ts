import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { mutation, type BatchMutation } from './batch-mutation.ts';

const first = 's-part1.zip';
const second = 's-part2.zip';
const third = 's-part3.zip';

/** Batches that are missing, incomplete or in the wrong place. */
export const missingBatches: readonly BatchMutation[] = [
  mutation('that all batches are missing', /^s-part1\.zip does not exist/, async ({ files, path }) => {
    for (const file of files) await rm(path(file));
  }),
  mutation('that the first batch is missing', /^missing: s-part1\.zip$/, ({ path }) => rm(path(first))),
  mutation('that a batch in the middle is missing', /^missing: s-part2\.zip$/, ({ path }) =>
    rm(path(second)),
  ),
  mutation(
    'that the last batch is missing',
    /^no batch has 2 rows .* at row 9; is s-part3\.zip missing\?$/,
    ({ path }) => rm(path(third)),
  ),
  mutation(
    'that the last batches are missing',
    /^no batch has 6 rows .* at row 5; is s-part2\.zip missing\?$/,
    async ({ path }) => {
      await rm(path(second));
      await rm(path(third));
    },
  ),
  mutation(
    'that the first batches are missing',
    /^missing: s-part1\.zip to s-part2\.zip$/,
    async ({ path }) => {
      await rm(path(first));
      await rm(path(second));
    },
  ),
  mutation('an extra batch', /^s-part4\.zip: row 1 /, ({ path }) =>
    copyFile(path(third), path('s-part4.zip')),
  ),
  mutation(
    'two batches swapped',
    /^s-part1\.zip: row 1 \(line 2\) is row 5 of .*; expected row 1$/,
    async ({ path }) => {
      await rename(path(first), path('aside'));
      await rename(path(second), path(first));
      await rename(path('aside'), path(second));
    },
  ),
  mutation('a directory in place of a batch', /^s-part2\.zip cannot be read/, async ({ path }) => {
    await rm(path(second));
    await mkdir(path(second));
  }),
  mutation('an empty file in place of a batch', /^s-part2\.zip cannot be read/, ({ path }) =>
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
