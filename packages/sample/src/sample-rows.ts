import { createSampleObjectIds } from './sample-object-ids.ts';
import { collections, difficultCells, expeditionTitles, places, species } from './sample-vocabulary.ts';
import type { FreeText } from './sample-vocabulary.ts';
import { createSeededRandom, type SeededRandom } from './seeded-random.ts';

/** The columns of a BIOSPEX manifest in their order. The misspelling is BIOSPEX's. */
export const manifestColumns = (
  'subjectId,imageName,references,scientificName,country,stateProvince,county,eol,mol,idigbio,#institutionCode,' +
  '#collectionCode,#catalogNumber,#occurrenceRecordId,#occurrernceId,#imageId,#expeditionId,#expeditionTitle'
).split(',');

/** One row in five has difficult cells. */
const rowsPerDifficultRow = 5;
/** One row in a hundred has a phantom file name: a reference that ends like an image file. Zooniverse would look for that file. */
const rowsPerImageReference = 100;

/**
 * Returns a function that makes the row of the n-th image, from 0, in the order of {@link manifestColumns}. Rows do not depend
 * on each other, so they can be made in any order.
 */
export function createSampleRows(seed: number): (number: number) => string[] {
  const objectId = createSampleObjectIds(seed);
  const expedition = createSeededRandom(seed, 'expedition');
  const expeditionCells = [String(100 + expedition.below(900)), expedition.pick(expeditionTitles)];
  const phase = createSeededRandom(seed, 'difficult rows').below(rowsPerImageReference);

  return (number) => {
    const random = createSeededRandom(seed, number);
    const turn = number + phase;
    const collection = random.pick(collections);
    const free = { ...makePlainText(random), ...findDifficultText(turn) };
    const slug = free.scientificName.replace(/[^A-Za-z]+/g, '_');
    const isImageReference = turn % rowsPerImageReference === 0;
    const ending = isImageReference ? `media/${random.hex(12)}.jpg` : `records/${random.hex(12)}`;
    const id = objectId(number);
    return [
      id,
      `${id}.jpg`,
      `https://collections.example.org/${collection.institution.toLowerCase()}/${ending}`,
      free.scientificName,
      free.country,
      free.stateProvince,
      free.county,
      `https://eol.org/search?q=${slug}`,
      `https://mol.org/species/${slug}`,
      `https://www.idigbio.org/portal/records/${makeUuid(random)}`,
      collection.institution,
      free.collectionCode ?? collection.collection,
      free.catalogNumber,
      makeUuid(random),
      makeUuid(random),
      makeUuid(random),
      ...expeditionCells,
    ];
  };
}

function makePlainText(random: SeededRandom): FreeText {
  const { country, stateProvince, counties } = random.pick(places);
  return {
    scientificName: random.pick(species),
    country,
    stateProvince,
    county: random.pick<string>(counties),
    catalogNumber: String(random.below(1_000_000_000)).padStart(9, '0'),
  };
}

function findDifficultText(turn: number): Partial<FreeText> | undefined {
  if (turn % rowsPerDifficultRow !== 0) return undefined;
  return difficultCells[(turn / rowsPerDifficultRow) % difficultCells.length];
}

function makeUuid(random: SeededRandom): string {
  return `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-a${random.hex(3)}-${random.hex(12)}`;
}
