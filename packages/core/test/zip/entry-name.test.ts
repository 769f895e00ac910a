import { crc32 } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { baseName, decodeEntryName, leavesFolder } from '../../src/zip/entry-name.ts';
import { extraField, unicodePathExtra } from '../helpers/zip-records.ts';

const UTF8_FLAG = 1 << 11;
const none = Buffer.alloc(0);
const bytes = (...values: number[]): Buffer => Buffer.from(values);
const stored = Buffer.from('x.jpg');

describe('decodeEntryName', () => {
  it.each<[string, Buffer, number, string]>([
    ['ASCII as it is', Buffer.from('a.jpg'), 0, 'a.jpg'],
    ['flagged UTF-8', Buffer.from('é日.jpg'), UTF8_FLAG, 'é日.jpg'],
    ['UTF-8 that is not flagged', Buffer.from('é日.jpg'), 0, 'é日.jpg'],
    ['a byte order mark as a character', Buffer.from('\ufeffx'), UTF8_FLAG, '\ufeffx'],
    ['bytes that are not UTF-8 as code page 437', bytes(0x82, 0x2e, 0x6a, 0x70, 0x67), 0, 'é.jpg'],
    ['flagged bytes that are not UTF-8 with replacement characters', bytes(0x82, 0x2e), UTF8_FLAG, '\ufffd.'],
    ['the ends of the upper half of code page 437', bytes(0x80, 0xff), 0, 'Ç\u00a0'],
    ['the Greek and box drawing of code page 437', bytes(0xe0, 0xe1, 0xc9, 0xcd, 0xbb), 0, 'αß╔═╗'],
  ])('takes %s', (_, name, flags, expected) => {
    expect(decodeEntryName(name, flags, none)).toBe(expected);
  });

  it('gives each of the 128 upper characters of code page 437 another one', () => {
    const upper = Array.from({ length: 128 }, (_, i) => decodeEntryName(bytes(0x80 + i), 0, none));

    expect(new Set(upper).size).toBe(128);
    expect(upper.join('')).toMatch(/^[\u00a0-\uffff]{128}$/);
  });

  it.each<[string, Buffer, string]>([
    ['whose CRC-32 fits', unicodePathExtra(crc32(stored), 'é.jpg'), 'é.jpg'],
    [
      'after other fields',
      Buffer.concat([extraField(1, none), unicodePathExtra(crc32(stored), 'é.jpg')]),
      'é.jpg',
    ],
    ['without a name', unicodePathExtra(crc32(stored), ''), ''],
  ])('takes a Unicode Path %s', (_, extra, expected) => {
    expect(decodeEntryName(stored, UTF8_FLAG, extra)).toBe(expected);
  });

  it.each<[string, Buffer]>([
    ['whose CRC-32 is that of another name', unicodePathExtra(crc32('y.jpg'), 'é.jpg')],
    [
      'of another version',
      extraField(0x7075, Buffer.concat([bytes(2), unicodePathExtra(crc32(stored), 'é').subarray(5)])),
    ],
    ['too short for a CRC-32', extraField(0x7075, bytes(1, 0, 0, 0))],
    ['that is empty', extraField(0x7075, none)],
  ])('passes over a Unicode Path %s', (_, extra) => {
    expect(decodeEntryName(stored, 0, extra)).toBe('x.jpg');
  });
});

describe('baseName', () => {
  it.each([
    ['x.jpg', 'x.jpg'],
    ['./x.jpg', 'x.jpg'],
    ['a/b/x.jpg', 'x.jpg'],
    ['a\\b\\x.jpg', 'x.jpg'],
    ['a/b\\x.jpg', 'x.jpg'],
    ['a\\b/x.jpg', 'x.jpg'],
    ['a/', ''],
    ['', ''],
  ])('of %j is %j', (name, expected) => {
    expect(baseName(name)).toBe(expected);
  });
});

describe('leavesFolder', () => {
  const leaving =
    '/x.jpg \\x.jpg \\\\host\\share\\x.jpg C:\\x.jpg c:/x.jpg .. ../x.jpg ..\\x.jpg a/../x.jpg a\\..\\x.jpg a/.. a/..\\x.jpg';
  it.each(leaving.split(' '))('is true of %j', (name) => {
    expect(leavesFolder(name)).toBe(true);
  });

  const staying = 'x.jpg ... ..x x.. a..b/x.jpg a/..x/y a/x../y ./x.jpg a:b ab:/x C:x.jpg';
  it.each(['', ...staying.split(' ')])('is false of %j', (name) => {
    expect(leavesFolder(name)).toBe(false);
  });
});
