import { MemorySource, type Layout } from '@biospex/batch-core';
import { seededRandom } from '../../../core/test/helpers/seeded-random.ts';

export const archiveKey = 'export/archive.zip';
export const key = 'export-part1.zip';
const MiB = 1024 ** 2;
export const archiveBytes = seededRandom(7).bytes(18 * MiB);
const newBytes = seededRandom(8).bytes(9 * MiB);
export const source = new MemorySource(archiveBytes);

/** Two copies, with a pack before, between and after them. */
export const layout: Layout = {
  segments: [
    { kind: 'bytes', bytes: newBytes.subarray(0, 6 * MiB) },
    { kind: 'range', start: 0, end: 6 * MiB },
    { kind: 'range', start: 7 * MiB, end: 7 * MiB + 1000 },
    { kind: 'bytes', bytes: newBytes.subarray(6 * MiB, 6 * MiB + 1000) },
    { kind: 'range', start: 8 * MiB, end: 18 * MiB },
    { kind: 'bytes', bytes: newBytes.subarray(0, 1000) },
  ],
  size: 22 * MiB + 3000,
};
