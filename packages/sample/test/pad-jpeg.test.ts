import { describe, expect, test } from '@jest/globals';
import { decode, encode } from 'jpeg-js';

import { minPaddingBytes, padJpeg, splitJpegAtScan } from '../src/pad-jpeg.ts';
import { createSeededBytes } from '../src/seeded-random.ts';

const width = 16;
const jpeg = encode({ width, height: width, data: Buffer.alloc(width * width * 4, 130) }, 80).data;
const maxSegmentBytes = 65_537;

describe('padJpeg', () => {
  test.each([
    minPaddingBytes,
    minPaddingBytes + 1,
    maxSegmentBytes - 1,
    maxSegmentBytes,
    maxSegmentBytes + 1,
    2 * maxSegmentBytes,
    2 * maxSegmentBytes + 1,
    1_000_000,
  ])('adds exactly %d bytes that a decoder skips', (paddingBytes) => {
    const padded = padJpeg(splitJpegAtScan(jpeg), jpeg.length + paddingBytes, createSeededBytes(1));

    const { comments, ...picture } = decode(padded, { useTArray: true });
    expect(padded).toHaveLength(jpeg.length + paddingBytes);
    expect(comments).toHaveLength(Math.ceil(paddingBytes / maxSegmentBytes));
    expect(picture).toEqual(decode(jpeg, { useTArray: true }));
  });

  test('refuses to add less than an image needs to be unlike the others', () => {
    const add = (): Buffer =>
      padJpeg(splitJpegAtScan(jpeg), jpeg.length + minPaddingBytes - 1, createSeededBytes(1));

    expect(add).toThrow(new RangeError('padding: 19 bytes are left, at least 20 are needed'));
  });
});

describe('splitJpegAtScan', () => {
  test('cuts without losing a byte', () => {
    const { beforeScan, scan } = splitJpegAtScan(jpeg);

    expect(Buffer.concat([beforeScan, scan])).toEqual(jpeg);
    expect(scan.readUInt16BE(0)).toBe(0xffda);
  });

  test('refuses what is no JPEG', () => {
    expect(() => splitJpegAtScan(Buffer.from('PNG, really'))).toThrow('does not begin like a JPEG');
    expect(() => splitJpegAtScan(jpeg.subarray(0, 40))).toThrow('JPEG without a scan');
  });
});
