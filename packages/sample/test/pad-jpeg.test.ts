import { describe, expect, test } from '@jest/globals';
import { decode, encode } from 'jpeg-js';

import { MIN_PADDING_BYTES, padJpeg } from '../src/pad-jpeg.ts';
import { createSeededBytes } from '../src/seeded-random.ts';

const width = 16;
const jpeg = encode({ width, height: width, data: Buffer.alloc(width * width * 4, 130) }, 80).data;
const maxSegmentBytes = 65_537;

describe('padJpeg', () => {
  test.each([
    MIN_PADDING_BYTES,
    MIN_PADDING_BYTES + 1,
    maxSegmentBytes - 1,
    maxSegmentBytes,
    maxSegmentBytes + 1,
    2 * maxSegmentBytes,
    2 * maxSegmentBytes + 1,
    1_000_000,
  ])('adds exactly %d bytes that a decoder skips', (paddingBytes) => {
    const padded = padJpeg(jpeg, jpeg.length + paddingBytes, createSeededBytes(1));

    const { comments, ...picture } = decode(padded, { useTArray: true });
    expect(padded).toHaveLength(jpeg.length + paddingBytes);
    expect(comments).toHaveLength(Math.ceil(paddingBytes / maxSegmentBytes));
    expect(picture).toEqual(decode(jpeg, { useTArray: true }));
  });

  test('refuses to add less than an image needs to be unlike the others', () => {
    const add = (): Buffer => padJpeg(jpeg, jpeg.length + MIN_PADDING_BYTES - 1, createSeededBytes(1));

    expect(add).toThrow(new RangeError('padding: 19 bytes are left, at least 20 are needed'));
  });

  test('refuses what is not a JPEG', () => {
    expect(() => padJpeg(Buffer.from('PNG, really'), 100, createSeededBytes(1))).toThrow(
      'does not begin like a JPEG',
    );
  });
});
