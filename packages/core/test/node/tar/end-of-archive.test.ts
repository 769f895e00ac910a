import { describe, expect, test } from '@jest/globals';
import type { BatchError } from '../../../src/index.ts';
import { layOutTar, type TarEntryOptions } from '../../helpers/build-tar.ts';
import { openTar } from '../../helpers/split-tar.ts';

const zeros = Buffer.alloc(1536);
const entries: TarEntryOptions[] = [
  { name: 'a.jpg', data: 'a'.repeat(700) },
  { name: 'manifest.csv', data: 'imageName\na.jpg\n' },
];
/** The last thing before the end, which must not be taken for it. */
const lastEntries: readonly [what: string, entry: TarEntryOptions][] = [
  ['a text', { name: 'last.txt', data: 'x' }],
  ['a file of zeros', { name: 'last.jpg', data: zeros }],
  ['an empty file', { name: 'last.txt' }],
  ['a folder', { name: 'last/', type: '5' }],
  ['a link', { name: 'last', type: '2', linkName: 'a.jpg' }],
];
const chunkSizes = [100, 1536, 100_000];

/** `opened`, or the code with which it is refused. */
async function outcomeOf(archive: Uint8Array, chunkBytes: number): Promise<string> {
  try {
    await (await openTar(archive, { reading: { chunkBytes, ahead: 0 } })).close();
    return 'opened';
  } catch (error) {
    return (error as BatchError).code;
  }
}

describe.each(lastEntries)('the end of a TAR archive after %s', (_, last) => {
  const { bytes, endOffset } = layOutTar([...entries, last]);

  test.each([
    ['is found', 'opened', [bytes, Buffer.concat([bytes, zeros]), Buffer.concat([bytes, Buffer.alloc(700)])]],
    [
      'is not followed by data',
      'CORRUPT_TAR',
      [0, 512, 3000].map((more) => Buffer.concat([bytes, Buffer.alloc(more), Buffer.from('x')])),
    ],
    [
      'is two zero blocks',
      'TRUNCATED_ARCHIVE',
      [0, 512, 768].map((more) => bytes.subarray(0, endOffset + more)),
    ],
  ])('%s, wherever its chunks end: %s', async (_what, outcome, archives) => {
    for (const chunkBytes of chunkSizes)
      for (const archive of archives)
        expect([chunkBytes, await outcomeOf(archive, chunkBytes)]).toEqual([chunkBytes, outcome]);
  });
});
