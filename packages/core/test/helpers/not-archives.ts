import { gzipSync } from 'node:zlib';
import type { InputErrorCode } from '../../src/index.ts';
import { buildZip } from './build-zip.ts';
import { mutation, type Mutation } from './mutation.ts';
import { seededRandom } from './seeded-random.ts';

const body = seededRandom(7).bytes(4000);
const startingWith = (...start: (string | number[])[]): Buffer =>
  Buffer.concat([
    ...start.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))),
    body,
  ]);

/** Files that are not ZIPs at all; the good archive is ignored. */
export const notArchives: readonly Mutation[] = [
  notArchive('an empty file', ['NOT_AN_ARCHIVE', 'TRUNCATED_ARCHIVE'], Buffer.alloc(0)),
  notArchive('a file of one byte', 'NOT_AN_ARCHIVE', Buffer.from('P')),
  notArchive('a file of zeros', 'NOT_AN_ARCHIVE', Buffer.alloc(5000)),
  notArchive('random bytes', 'NOT_AN_ARCHIVE', body),
  notArchive(
    'a web page',
    'NOT_AN_ARCHIVE',
    Buffer.from('<!DOCTYPE html>\n<html><body>504 Gateway Time-out</body></html>\n'),
  ),
  notArchive(
    'an S3 error document',
    'NOT_AN_ARCHIVE',
    Buffer.from('<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code></Error>\n'),
  ),
  notArchive('a CSV', 'NOT_AN_ARCHIVE', Buffer.from('subjectId,imageName\n1,a.jpg\n2,b.jpg\n')),
  notArchive('a JPEG', 'NOT_AN_ARCHIVE', startingWith([0xff, 0xd8, 0xff, 0xe0, 0, 16], 'JFIF\0')),
  notArchive('a PDF', 'NOT_AN_ARCHIVE', startingWith('%PDF-1.7\n')),
  notArchive('a bzip2 file', 'UNSUPPORTED_FORMAT', startingWith('BZh91AY&SY')),
  notArchive('an xz file', 'UNSUPPORTED_FORMAT', startingWith([0xfd], '7zXZ', [0, 0, 4])),
  notArchive('a 7z archive', 'UNSUPPORTED_FORMAT', startingWith('7z', [0xbc, 0xaf, 0x27, 0x1c, 0, 4])),
  notArchive('a RAR 4 archive', 'UNSUPPORTED_FORMAT', startingWith('Rar!', [0x1a, 7, 0])),
  notArchive('a RAR 5 archive', 'UNSUPPORTED_FORMAT', startingWith('Rar!', [0x1a, 7, 1, 0])),
  notArchive('a Zstandard file', 'UNSUPPORTED_FORMAT', startingWith([0x28, 0xb5, 0x2f, 0xfd])),
  notArchive('a gzip file', 'UNSUPPORTED_FORMAT', gzipSync(body)),
  notArchive('a TAR archive', 'UNSUPPORTED_FORMAT', tarOf('a.jpg', body)),
  notArchive('a TAR.GZ archive', 'UNSUPPORTED_FORMAT', gzipSync(tarOf('a.jpg', body))),
  notArchive('a ZIP without entries', 'MANIFEST_MISSING', buildZip([])),
];

function notArchive(
  name: string,
  expected: InputErrorCode | readonly InputErrorCode[],
  bytes: Uint8Array,
): Mutation {
  return mutation(`that is ${name}`, expected, () => Uint8Array.from(bytes));
}

// POSIX ustar
function tarOf(name: string, content: Uint8Array): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0); // 0 - name
  header.write('0000644\0', 100); // 100 - mode
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124); // 124 - size
  header.write('00000000000\0', 136); // 136 - modification time
  header.write('        ', 148); // 148 - checksum, counted as spaces
  header.write('0', 156); // 156 - type flag
  header.write('ustar\x0000', 257); // 257 - magic and version
  const checksum = header.reduce((sum, byte) => sum + byte, 0);
  header.write(`${checksum.toString(8).padStart(6, '0')}\0 `, 148);
  const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
  return Buffer.concat([header, content, padding, Buffer.alloc(1024)]);
}
