import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { gunzip } from '../../../src/node/tar/gunzip.ts';
import { seededRandom } from '../../helpers/seeded-random.ts';

const content = seededRandom(42).bytes(1_000_000);
const packed = gzipSync(content);

async function* chunksOf(bytes: Uint8Array, chunkBytes: number): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

describe('gunzip', () => {
  test('is done with a chunk when it asks for the next, which may come in the same buffer', async () => {
    const chunks = async function* (): AsyncGenerator<Uint8Array, void> {
      const buffer = Buffer.alloc(10_000);
      for await (const chunk of chunksOf(packed, buffer.length)) {
        buffer.fill(0).set(chunk);
        yield buffer.subarray(0, chunk.length);
        buffer.fill(0xff);
      }
    };
    const pieces: Buffer[] = [];

    for await (const piece of gunzip(chunks())) pieces.push(Buffer.from(piece));

    expect(Buffer.concat(pieces).equals(content)).toBe(true);
  });

  test('frees a full piece when the next is asked for, where Node can', async () => {
    const pieces = gunzip(chunksOf(packed, packed.length));
    const first = (await pieces.next()).value!;
    const { length } = first;

    await pieces.next();

    expect(length).toBe(256 * 1024);
    expect(first).toHaveLength('transfer' in ArrayBuffer.prototype ? 0 : length);
    await pieces.return();
  });

  test('asks for no more chunks than it needs while nobody takes what it unpacks', async () => {
    let asked = 0;
    const chunks = async function* (): AsyncGenerator<Uint8Array, void> {
      for await (const chunk of chunksOf(packed, 10_000)) {
        asked++;
        yield chunk;
      }
    };
    const pieces = gunzip(chunks());

    await pieces.next();
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);

    expect(asked).toBeLessThan(90);
    await pieces.return();
  });

  test('ends its chunks when it is left early', async () => {
    let hasEnded = false;
    const chunks = async function* (): AsyncGenerator<Uint8Array, void> {
      try {
        yield* chunksOf(packed, 10_000);
      } finally {
        await new Promise(setImmediate);
        hasEnded = true;
      }
    };

    for await (const piece of gunzip(chunks())) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }

    expect(hasEnded).toBe(true);
  });

  test.each([
    ['an error', new Error('EIO: i/o error')],
    ["an abort's DOMException, whose code is a number", new DOMException('enough', 'AbortError')],
    ['an error with a code of the system', Object.assign(new Error('EIO'), { code: 'EIO' })],
  ])('rejects with what its chunks throw: %s', async (_, failure) => {
    const chunks = async function* (): AsyncGenerator<Uint8Array, void> {
      yield packed.subarray(0, 1000);
      throw failure;
    };
    const reading = (async () => {
      for await (const piece of gunzip(chunks())) expect(piece).toBeDefined();
    })();

    await expect(reading).rejects.toBe(failure);
  });
});
