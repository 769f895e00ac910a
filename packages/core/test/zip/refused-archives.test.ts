import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { InputError, MemorySource, MemoryStore, splitArchive, type BatchError } from '../../src/index.ts';
import { catchBatchError } from '../helpers/catch-error.ts';
import {
  badNames,
  localHeaderLies,
  misplacedEntries,
  unreadableEntries,
} from '../helpers/entry-mutations.ts';
import { manifestLies } from '../helpers/manifest-mutations.ts';
import { goodArchive, mutations, type Mutation } from '../helpers/mutations.ts';

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
const documentation = readFileSync(new URL('../../src/errors.ts', import.meta.url), 'utf8');

describe('splitArchive', () => {
  it.each(cases)(
    'refuses an archive %s, with its code in one sentence, and writes nothing',
    async (_, mutation) => {
      const { error, files } = await refusal(mutation);

      expect(error).toBeInstanceOf(InputError);
      expect(mutation.expectedCodes).toContain(error.code);
      expect(documentation).toContain(`| '${error.code}'`);
      // eslint-disable-next-line no-control-regex -- control characters are what must not be there
      expect(error.message).toMatch(/^[^\x00-\x1f\x7f-\x9f\u2028\u2029]{10,600}$/);
      expect(error.message).not.toMatch(/\b(?:NaN|Infinity|undefined|null)\b|\[object/);
      expect(files).toBe(0);
    },
  );

  it.each(ofOneEntry.map((mutation) => [mutation.name, mutation] as const))(
    'names the entry when it refuses an archive %s',
    async (_, mutation) => {
      const { message, details } = (await refusal(mutation)).error;

      expect(message).toMatch(/^entry "/);
      expect(message).toContain(JSON.stringify(details['entry']));
    },
  );
});

async function refusal(mutation: Mutation): Promise<{ error: BatchError; files: number }> {
  const store = new MemoryStore();
  const source = new MemorySource(mutation.mutate(good));
  const error = await catchBatchError(splitArchive(source, store, { stem: 'export', batchSize: 1 }));
  return { error, files: store.files.size };
}
