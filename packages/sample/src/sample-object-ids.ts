import { createSeededRandom } from './seeded-random.ts';

/** Saturday, 1 November 2025: the seconds in the first id. */
const firstSecond = 1_761_955_200;
/** Records that an import writes per second. */
const idsPerSecond = 40;

/**
 * Makes ids like MongoDB's, after which BIOSPEX names images: seconds, five random bytes of the process and a counter, as 24
 * hexadecimal digits. Their alphabetical order, in which S3 lists them and an export holds them, is that of their numbers.
 */
export function createSampleObjectIds(seed: number): (number: number) => string {
  const random = createSeededRandom(seed, 'ids');
  const process = random.hex(10);
  const firstCount = random.below(0x10_0000);
  return (number) => {
    const second = firstSecond + Math.floor(number / idsPerSecond);
    const count = (firstCount + number) % 0x100_0000;
    return second.toString(16).padStart(8, '0') + process + count.toString(16).padStart(6, '0');
  };
}
