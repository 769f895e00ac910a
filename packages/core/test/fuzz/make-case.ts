import { buildZip } from '../helpers/build-zip.ts';
import { seededRandom, type SeededRandom } from '../helpers/seeded-random.ts';
import type { FuzzCase } from './fuzz-case.ts';
import { makeArchive } from './make-archive.ts';
import { mutateArchive } from './mutate-archive.ts';
import { mutateManifest } from './mutate-manifest.ts';

/** One case in so many is left as it is: good archives have to be accepted. */
const GOOD_CASES = 8;
/** One case in so many is split into a directory too, which takes longer. */
const DISK_CASES = 8;

/** An archive with changes to its structure. */
export function makeArchiveCase(seed: number): FuzzCase {
  const random = randomOf(seed, 1);
  const { built, hasMissingImage } = makeArchive(random);
  const isGood = random.integer(GOOD_CASES) === 0;
  const archive = isGood ? built.bytes : mutateArchive(built, makeArchive(random).built.bytes, random);
  return { archive, ...settings(random, hasMissingImage, isGood) };
}

/** A whole archive with changes to its manifest. */
export function makeManifestCase(seed: number): FuzzCase {
  const random = randomOf(seed, 2);
  const { built, manifest, hasMissingImage } = makeArchive(random);
  const isGood = random.integer(GOOD_CASES) === 0;
  const original = built.entries[manifest]?.data as Uint8Array;
  const changed = isGood ? original : mutateManifest(original, random);
  const entries = built.entries.map((entry, i) => (i === manifest ? { ...entry, data: changed } : entry));
  return {
    archive: buildZip(entries, built.options),
    manifest: changed,
    ...settings(random, hasMissingImage, isGood),
  };
}

function settings(
  random: SeededRandom,
  hasMissingImage: boolean,
  isGood: boolean,
): Omit<FuzzCase, 'archive' | 'manifest'> {
  const mustSkip = hasMissingImage && isGood;
  return {
    options: {
      stem: random.pick(['export', 'é x']),
      batchSize: random.pick([1, 2, 3, 2000]),
      missingImages: mustSkip || random.integer(4) === 0 ? 'skip' : 'fail',
    },
    isGood,
    isOnDisk: random.integer(DISK_CASES) === 0,
  };
}

/** Neighbouring numbers, and the modes, shall have nothing in common. */
function randomOf(seed: number, mode: number): SeededRandom {
  return seededRandom(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(mode, 0x85ebca6b));
}
