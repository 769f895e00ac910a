import { describe, expect, it } from '@jest/globals';
import { InputError, MemorySource, MemoryStore, splitArchive } from '../../src/index.ts';
import { catchBatchError } from '../helpers/catch-error.ts';
import {
  badNames,
  localHeaderLies,
  misplacedEntries,
  unreadableEntries,
} from '../helpers/entry-mutations.ts';
import { manifestLies } from '../helpers/manifest-mutations.ts';
import { goodArchive, mutations } from '../helpers/mutations.ts';

const good = goodArchive();
const cases = mutations.map((mutation) => [mutation.name, mutation] as const);
/** What the message names the entry for; the names left out are not unsafe in themselves. */
const faultsOfEntries = [
  ...misplacedEntries,
  ...localHeaderLies,
  ...unreadableEntries,
  ...manifestLies,
  ...badNames.filter(({ name }) => !/two manifests|not UTF-8/.test(name)),
];

describe('splitArchive', () => {
  it.each(cases)(
    'refuses an archive %s, with its code in one sentence, and writes nothing',
    async (_, mutation) => {
      const store = new MemoryStore();
      const source = new MemorySource(mutation.mutate(good));

      const error = await catchBatchError(splitArchive(source, store, { stem: 'export', batchSize: 1 }));

      expect(error).toBeInstanceOf(InputError);
      expect(mutation.expectedCodes).toContain(error.code);
      // eslint-disable-next-line no-control-regex -- control characters are what must not be there
      expect(error.message).toMatch(/^[^\x00-\x1f\x7f-\x9f\u2028\u2029]{10,600}$/);
      expect(error.message).not.toMatch(/\b(?:NaN|Infinity|undefined|null)\b|\[object/);
      const subject = `entry ${JSON.stringify(error.details['entry'])} `;
      expect(error.message.startsWith(faultsOfEntries.includes(mutation) ? subject : '')).toBe(true);
      expect(store.files).toEqual(new Map());
    },
  );
});
