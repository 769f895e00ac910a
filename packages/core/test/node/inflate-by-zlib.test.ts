import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { inflateByZlib } from '../../src/node/index.ts';
import { inflateByStream, type Inflate, type Pieces } from '../../src/ports/inflate.ts';
import { seededRandom } from '../helpers/seeded-random.ts';

const data = Buffer.concat([seededRandom(1).bytes(300_000), Buffer.alloc(300_000, 'abc')]);
const packed = Buffer.from(deflateRawSync(data));

async function* inPieces(bytes: Uint8Array, pieceBytes: number): Pieces {
  for (let i = 0; i < bytes.length; i += pieceBytes) yield Uint8Array.from(bytes.subarray(i, i + pieceBytes));
}

async function unpack(inflate: Inflate, pieces: Pieces): Promise<Buffer> {
  const unpacked: Uint8Array[] = [];
  for await (const piece of inflate(pieces)) unpacked.push(piece);
  return Buffer.concat(unpacked);
}

describe.each<[string, Inflate]>([
  ['inflateByZlib', inflateByZlib],
  ['inflateByStream', inflateByStream],
])('%s', (_, inflate) => {
  test.each([7_001, 65_536, 1_000_000])('unpacks data that comes %d bytes at a time', async (pieceBytes) => {
    expect((await unpack(inflate, inPieces(packed, pieceBytes))).equals(data)).toBe(true);
  });

  test.each([
    ['ends early', packed.subarray(0, -10)],
    ['is not deflated', Buffer.alloc(100, 0xff)],
    ['continues after its end', Buffer.concat([packed, Buffer.from('more')])],
    ['is empty', Buffer.alloc(0)],
  ])('throws if the data %s', async (_name, bytes) => {
    await expect(unpack(inflate, inPieces(bytes, 65_536))).rejects.toHaveProperty('message');
  });

  test('throws the error of its input', async () => {
    const failure = new Error('the cable is out');
    const failing = async function* (): Pieces {
      yield Uint8Array.from(packed.subarray(0, 1000));
      throw failure;
    };

    await expect(unpack(inflate, failing())).rejects.toBe(failure);
  });

  test('can be stopped before the end', async () => {
    for await (const piece of inflate(inPieces(packed, 65_536))) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
  });
});
