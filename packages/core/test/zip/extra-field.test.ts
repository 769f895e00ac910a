import { describe, expect, it } from '@jest/globals';
import { findExtraField } from '../../src/zip/extra-field.ts';
import { extraField } from '../helpers/zip-records.ts';

const time = extraField(0x5455, Buffer.from('time'));
const zip64 = extraField(0x0001, Buffer.from('12345678'));
const empty = extraField(0xcafe, Buffer.alloc(0));
const all = Buffer.concat([time, empty, zip64, time]);

describe('findExtraField', () => {
  it.each([
    ['the first block', all, 0x5455, 'time'],
    ['a block after others', all, 0x0001, '12345678'],
    ['a block without data', all, 0xcafe, ''],
    [
      'the first of two blocks of one kind',
      Buffer.concat([zip64, extraField(1, Buffer.from('x'))]),
      1,
      '12345678',
    ],
    ['a block before padding of 1 byte', Buffer.concat([zip64, Buffer.alloc(1)]), 1, '12345678'],
    ['a block before padding of 3 bytes', Buffer.concat([zip64, Buffer.alloc(3)]), 1, '12345678'],
  ])('finds %s', (_, extra, headerId, data) => {
    expect(Buffer.from(findExtraField(extra, headerId) ?? 'nothing').toString()).toBe(data);
  });

  it.each([
    ['in no bytes', Buffer.alloc(0)],
    ['without it', time],
    ['that is one byte short', zip64.subarray(0, -1)],
    ['after a block that runs past the end', Buffer.concat([time.subarray(0, 6), zip64])],
    ['of which only a part of the header is there', zip64.subarray(0, 3)],
  ])('finds no block %s', (_, extra) => {
    expect(findExtraField(extra, 0x0001)).toBeUndefined();
  });

  it('finds a block in the middle of a larger buffer', () => {
    const buffer = Buffer.concat([Buffer.alloc(7, 1), zip64, Buffer.alloc(7, 1)]);

    expect(findExtraField(buffer.subarray(7, 7 + zip64.length), 1)).toEqual(zip64.subarray(4));
  });
});
