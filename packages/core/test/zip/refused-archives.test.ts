import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { InputError, type BatchError, MemorySource, splitArchive, type BatchStore } from '../../src/index.ts';
import { catchBatchError } from '../helpers/catch-error.ts';
import {
  badNames,
  localHeaderLies,
  misplacedEntries,
  unreadableEntries,
} from '../helpers/entry-mutations.ts';
import { manifestLies } from '../helpers/manifest-mutations.ts';
import { goodArchive, mutations, type Mutation } from '../helpers/mutations.ts';
import { planZip } from '../helpers/plan-zip.ts';

const good = goodArchive();
const cases = mutations.map((mutation) => [mutation.name, mutation] as const);
/** Faults of one entry; the names left out are not unsafe in themselves. */
const ofOneEntry = [
  ...misplacedEntries,
  ...localHeaderLies,
  ...unreadableEntries,
  ...manifestLies,
  ...badNames.filter(({ name }) => !/two manifests|not UTF-8/.test(name)),
];
const refused = new Map<string, Promise<BatchError>>();

describe('planArchive', () => {
  it.each(cases)('refuses an archive %s, with the code for it', async (_, mutation) => {
    const error = await refusal(mutation);

    expect(error).toBeInstanceOf(InputError);
    expect(mutation.expectedCodes).toContain(error.code);
  });

  it.each(cases)(
    'says in one line of numbers and names what is wrong with an archive %s',
    async (_, mutation) => {
      const { message } = await refusal(mutation);

      // eslint-disable-next-line no-control-regex -- control characters are what must not be there
      expect(message).toMatch(/^[^\x00-\x1f\x7f-\x9f\u2028\u2029]{10,600}$/);
      expect(message).not.toMatch(/\b(?:NaN|Infinity|undefined|null)\b|\[object/);
    },
  );

  it.each(cases)('documents the code with which it refuses an archive %s', async (_, mutation) => {
    const documentation = readFileSync(new URL('../../src/errors.ts', import.meta.url), 'utf8');

    const { code } = await refusal(mutation);

    expect(documentation).toContain(`| '${code}'`);
  });

  it.each(ofOneEntry.map((mutation) => [mutation.name, mutation] as const))(
    'names the entry when it refuses an archive %s',
    async (_, mutation) => {
      const { message, details } = await refusal(mutation);

      expect(message).toMatch(/^entry "/);
      expect(message).toContain(JSON.stringify(details['entry']));
    },
  );
});

describe('splitArchive', () => {
  it.each(cases)('writes nothing of an archive %s', async (_, mutation) => {
    const touched: string[] = [];
    const store: BatchStore = {
      compose: async ({ key }) => {
        touched.push(key);
        throw new Error('the store was touched');
      },
    };

    const error = await catchBatchError(
      splitArchive(new MemorySource(mutation.mutate(good)), store, { stem: 'export', batchSize: 1 }),
    );

    expect(error).toBeInstanceOf(InputError);
    expect(touched).toEqual([]);
  });
});

/** What a mutation is refused with; worked out once. */
function refusal(mutation: Mutation): Promise<BatchError> {
  let error = refused.get(mutation.name);
  if (error === undefined) {
    error = catchBatchError(planZip(mutation.mutate(good)));
    refused.set(mutation.name, error);
  }
  return error;
}
