import { describe, expect, it } from '@jest/globals';
import { describeFormat, isOtherArchive } from '../../src/zip/detect-format.ts';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('describeFormat', () => {
  it.each<[string, Buffer, string]>([
    ['no bytes', latin1(''), 'an empty file'],
    ['gzip', latin1('\x1f\x8b\x08'), 'a gzip file'],
    ['ustar at 257', latin1(`${'\0'.repeat(257)}ustar`), 'a TAR archive'],
    ['bzip2', latin1('BZh9'), 'a bzip2 file'],
    ['xz', latin1('\xfd7zXZ\0'), 'an xz file'],
    ['Zstandard', latin1('\x28\xb5\x2f\xfd'), 'a Zstandard file'],
    ['7z', latin1("7z\xbc\xaf'\x1c"), 'a 7z archive'],
    ['RAR', latin1('Rar!\x1a\x07\x01'), 'a RAR archive'],
    ['PDF', latin1('%PDF-1.4'), 'a PDF document'],
    ['JPEG', latin1('\xff\xd8\xff\xe1'), 'a JPEG image'],
    ['PNG', latin1('\x89PNG\r\n'), 'a PNG image'],
    ['HTML', latin1('<!DOCTYPE html>'), 'a web page or XML document'],
    ['HTML after blank lines', latin1('\r\n\n <html>'), 'a web page or XML document'],
    ['XML after a byte order mark', latin1('\xef\xbb\xbf<?xml?>'), 'a web page or XML document'],
    [
      'XML after a byte order mark and blanks',
      latin1('\xef\xbb\xbf \n<?xml?>'),
      'a web page or XML document',
    ],
    ['JSON', latin1('{"error":"expired"}'), 'a JSON document'],
    ['CSV', latin1('id,imageName\r\n1,\t\xc3\xa9.jpg\n'), 'a text file'],
    ['control characters', latin1('id\x00x'), 'a file of an unknown kind'],
    ['ustar elsewhere than at 257', latin1('ustar'), 'a text file'],
  ])('knows %s', (_, head, expected) => {
    expect(describeFormat(head)).toBe(expected);
  });
});

describe('isOtherArchive', () => {
  it.each([
    ['a gzip file', true],
    ['a TAR archive', true],
    ['a RAR archive', true],
    ['a bzip2 file', true],
    ['a JPEG image', false],
    ['a text file', false],
  ])('takes %s for an archive of another kind: %j', (format, expected) => {
    expect(isOtherArchive(format)).toBe(expected);
  });
});
