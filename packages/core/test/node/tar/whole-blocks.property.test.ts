import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BLOCK_BYTES, wholeBlocks } from '../../../src/node/tar/whole-blocks.ts';
import { seededRandom } from '../../helpers/seeded-random.ts';

const content = seededRandom(33).bytes(20_000);
const lengths = fc.array(fc.oneof(fc.nat(1600), fc.constantFrom(0, 1, 511, 512, 513, 1023, 1024, 1025)), {
  maxLength: 12,
});

/** The content, in chunks of these lengths. */
function chunksOf(chunkLengths: readonly number[]): Uint8Array[] {
  let position = 0;
  return chunkLengths.map((length) => {
    position += length;
    return content.subarray(position - length, position);
  });
}

async function cut(chunks: readonly Uint8Array[]): Promise<Buffer[]> {
  const source = async function* (): AsyncGenerator<Uint8Array, void> {
    yield* chunks;
  };
  const blocks: Buffer[] = [];
  // Copied: a chunk is the receiver's only until it asks for the next.
  for await (const block of wholeBlocks(source())) blocks.push(Buffer.from(block));
  return blocks;
}

test('wholeBlocks gives all bytes in order, in pieces of which only the last may end inside a block', async () => {
  expect(BLOCK_BYTES).toBe(512);
  await fc.assert(
    fc.asyncProperty(lengths, async (chunkLengths) => {
      const chunks = chunksOf(chunkLengths);

      const blocks = await cut(chunks);

      expect(Buffer.concat(blocks).equals(Buffer.concat(chunks))).toBe(true);
      expect(blocks.slice(0, -1).filter(({ length }) => length % 512 !== 0)).toEqual([]);
      expect(blocks.filter(({ length }) => length === 0)).toEqual([]);
    }),
  );
});

test('wholeBlocks hands whole blocks on without copying them', async () => {
  const chunk = content.subarray(0, 2048);
  const source = async function* (): AsyncGenerator<Uint8Array, void> {
    yield chunk;
  };

  for await (const block of wholeBlocks(source()))
    expect([block.buffer, block.byteOffset, block.length]).toEqual([chunk.buffer, chunk.byteOffset, 2048]);
  expect.assertions(1);
});
