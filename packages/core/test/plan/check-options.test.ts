import { describe, expect, test } from '@jest/globals';
import { planArchive, type PlanOptions } from '../../src/index.ts';
import { MemorySource } from '../../src/memory/memory-source.ts';
import { probe } from '../helpers/source-probes.ts';
import { exportOf } from '../helpers/zip-of.ts';

const zip = exportOf('imageName\na.jpg\n', ['a.jpg']);

describe('planArchive', () => {
  test.each([
    'export',
    '123-2-6f1c',
    'with blanks',
    '.hidden',
    '...',
    'Ébenus crética',
    '日本',
    "it's (1) + [2], 100 %",
    'x'.repeat(234),
    'x'.repeat(235),
    `${'é'.repeat(117)}x`,
  ])('names batches after the stem %j', async (stem) => {
    const { batches } = await planArchive(new MemorySource(zip), { stem });

    expect(batches.map(({ file }) => file)).toEqual([`${stem}-part1.zip`]);
  });

  test.each([
    '',
    '.',
    '..',
    '/',
    'a/b',
    '../a',
    'a\\b',
    'C:',
    'a*',
    'a?',
    'a"',
    'a<',
    'a>',
    'a|',
    'a\0',
    'a\n',
    'a\x1f',
    'a\x7f',
    'a\ud83c',
    'x'.repeat(236),
    'é'.repeat(118),
  ])('refuses the stem %j before it reads anything', async (stem) => {
    await expectMistake(
      { stem },
      new TypeError(`stem ${JSON.stringify(stem)} is not a plain file name of 1 to 235 bytes`),
    );
  });

  test.each([undefined, null, 7])('refuses %j for a stem before it reads anything', async (stem) => {
    const source = probe(new MemorySource(zip));

    await expect(planArchive(source, { stem } as unknown as PlanOptions)).rejects.toThrow(TypeError);
    expect(source.reads).toEqual([]);
  });

  test.each([undefined, null, 'export'])('says that options are missing when given %j', async (options) => {
    await expectMistake(
      options as unknown as PlanOptions,
      new TypeError(
        `options must be an object, not ${options === 'export' ? "the string 'export'" : String(options)}`,
      ),
    );
  });

  test.each([1, 2, 2000, Number.MAX_SAFE_INTEGER])('allows batches of %d rows', async (batchSize) => {
    const { batches } = await planArchive(new MemorySource(zip), { stem: 'x', batchSize });

    expect(batches).toHaveLength(1);
  });

  test.each([0, -1, 1.5, Number.NaN, Infinity, 2 ** 53])(
    'refuses to list %d places before it reads anything',
    async (maxPlaces) => {
      await expectMistake(
        { stem: 'x', maxPlaces },
        new RangeError(`maxPlaces must be a whole number from 1 on, not ${maxPlaces}`),
      );
    },
  );

  test.each([0, -1, 1.5, Number.NaN, Infinity, 2 ** 53])(
    'refuses batches of %d rows before it reads anything',
    async (batchSize) => {
      await expectMistake(
        { stem: 'x', batchSize },
        new RangeError(`batchSize must be a whole number from 1 on, not ${batchSize}`),
      );
    },
  );
});

async function expectMistake(options: PlanOptions, mistake: Error): Promise<void> {
  const source = probe(new MemorySource(zip));

  const error: unknown = await planArchive(source, options).catch((reason: unknown) => reason);

  expect(error).toEqual(mistake);
  expect(error).toBeInstanceOf(mistake.constructor);
  expect(source.reads).toEqual([]);
}
