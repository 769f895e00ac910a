import { copyFile, readFile, writeFile } from 'node:fs/promises';
import type { ZipEntryOptions } from '../../../core/test/helpers/build-zip.ts';
import { mutation, type BatchMutation } from './batch-mutation.ts';
import type { BatchEntry } from './batch-set.ts';
import { missingBatches } from './missing-batches.ts';

const first = 's-part1.zip';
const second = 's-part2.zip';
const third = 's-part3.zip';

const wrongRows: readonly BatchMutation[] = [
  mutation(
    'a row dropped',
    /^s-part2\.zip: row 2 \(line 3\) is row 7 of .*; expected row 6$/,
    ({ changeManifest }) => changeManifest(second, (text) => text.replace(/^row 6,.*\n/m, '')),
  ),
  mutation('the last row dropped', /^no batch has 1 row .* at row 10$/, ({ changeManifest }) =>
    changeManifest(third, (text) => text.replace(/^row 10,.*\n/m, '')),
  ),
  mutation('a repeated row', /^s-part2\.zip: row 3 \(line 4\) is row 6 of .* again$/, ({ changeManifest }) =>
    changeManifest(second, (text) => text.replace(/^row 6,.*\n/m, '$&$&')),
  ),
  mutation('the last row repeated', /^s-part3\.zip: row 3 /, ({ changeManifest }) =>
    changeManifest(third, (text) => text.replace(/^row 10,.*\n/m, '$&$&')),
  ),
  mutation(
    'two rows swapped',
    /^s-part1\.zip: row 2 \(line 3\) is row 3 of .*; expected row 2$/,
    ({ changeManifest }) =>
      changeManifest(first, (text) => text.replace(/^(row 2,.*\n)(row 3,.*\n)/m, '$2$1')),
  ),
  mutation(
    'a row moved to the batch before, its image left behind',
    /^s-part1\.zip: image "5\.jpg" is missing$/,
    async ({ changeManifest }) => {
      let row = '';
      await changeManifest(second, (text) =>
        text.replace(/^row 5,.*\n/m, (found) => {
          row = found;
          return '';
        }),
      );
      await changeManifest(first, (text) => text + row);
    },
  ),
  mutation(
    'a letter of a row changed',
    /^s-part2\.zip: row 4 \(line 5\) is not in the archive's manifest$/,
    ({ changeManifest }) => changeManifest(second, (text) => text.replace('row 8,', 'rov 8,')),
  ),
  mutation(
    'a row with another line end',
    /^s-part1\.zip: row 1 \(line 2\) is not in /,
    ({ changeManifest }) => changeManifest(first, (text) => text.replace(/^(row 1,.*)\n/m, '$1\r\n')),
  ),
  mutation(
    'a row with an extra space at its end',
    /^s-part1\.zip: row 1 \(line 2\) is not in /,
    ({ changeManifest }) => changeManifest(first, (text) => text.replace(/^(row 1,.*)\n/m, '$1 \n')),
  ),
  mutation(
    'bytes after the last row',
    /^s-part3\.zip: its manifest has bytes outside /,
    ({ changeManifest }) => changeManifest(third, (text) => `${text}\n`),
  ),
  mutation('the header changed', /^s-part2\.zip: the header /, ({ changeManifest }) =>
    changeManifest(second, (text) => text.replace('imageName', 'ImageName')),
  ),
  mutation('a byte order mark before the header', /^s-part2\.zip: the header /, ({ changeManifest }) =>
    changeManifest(second, (text) => `\ufeff${text}`),
  ),
  mutation('a batch without rows', /^s-part4\.zip: its manifest has no rows/, async ({ path, change }) => {
    await copyFile(path(third), path('s-part4.zip'));
    await change('s-part4.zip', ([manifest]) => [
      { ...manifest!, data: manifest!.data.subarray(0, 'subjectId,imageName,notes\n'.length) },
    ]);
  }),
];

const wrongEntries: readonly BatchMutation[] = [
  mutation('a byte of a stored image changed', /^s-part2\.zip: image "7\.jpg" differs /, ({ change }) =>
    change(
      second,
      changed('7.jpg', ({ data }) => ({ data: flip(data) })),
    ),
  ),
  mutation('a byte of a deflated image changed', /^s-part2\.zip: image "6\.jpg" differs /, ({ change }) =>
    change(
      second,
      changed('6.jpg', ({ data }) => ({ data: flip(data) })),
    ),
  ),
  mutation('a byte of a stored image changed on the disk', /^s-part1\.zip: image "1\.jpg" /, ({ patch }) =>
    patch(first, (bytes) => flip(bytes, bytes.indexOf('1.jpg') + 100)),
  ),
  mutation('a byte of a deflated image changed on the disk', /^s-part1\.zip: image "2\.jpg" /, ({ patch }) =>
    patch(first, (bytes) => flip(bytes, bytes.indexOf('2.jpg') + 100)),
  ),
  mutation('an image with a byte more', /^s-part2\.zip: image "7\.jpg" /, ({ change }) =>
    change(
      second,
      changed('7.jpg', ({ data }) => ({ data: Buffer.concat([data, Buffer.of(0)]) })),
    ),
  ),
  mutation('an image emptied', /^s-part2\.zip: image "7\.jpg" /, ({ change }) =>
    change(
      second,
      changed('7.jpg', () => ({ data: Buffer.alloc(0) })),
    ),
  ),
  mutation('the wrong CRC-32 of a stored image', /^s-part2\.zip: image "7\.jpg" .*CRC-32/, ({ change }) =>
    change(
      second,
      changed('7.jpg', () => ({ central: { crc32: 1 } })),
    ),
  ),
  mutation('the wrong CRC-32 of a deflated image', /^s-part2\.zip: image "6\.jpg" .*CRC-32/, ({ change }) =>
    change(
      second,
      changed('6.jpg', () => ({ central: { crc32: 1 } })),
    ),
  ),
  mutation('the wrong CRC-32 of a manifest', /^s-part2\.zip: .*manifest.*CRC-32/, ({ change }) =>
    change(
      second,
      changed('manifest.csv', () => ({ central: { crc32: 1 } })),
    ),
  ),
  mutation('an image that claims more bytes than there are', /^s-part3\.zip: image "9\.jpg" /, ({ change }) =>
    change(
      third,
      changed('9.jpg', () => ({ central: { compressedSize: 1e6, uncompressedSize: 1e6 } })),
    ),
  ),
  mutation('an image missing', /^s-part2\.zip: image "6\.jpg" is missing$/, ({ change }) =>
    change(second, (entries) => entries.filter(({ name }) => name !== '6.jpg')),
  ),
  mutation('an image with another spelling', /^s-part2\.zip: image "6\.jpg" is missing$/, ({ change }) =>
    change(
      second,
      changed('6.jpg', () => ({ name: '6.JPG' })),
    ),
  ),
  mutation('two images with swapped names', /^s-part1\.zip: image "1\.jpg" differs /, ({ change }) =>
    change(first, (entries) =>
      entries.map((entry) => ({
        ...entry,
        name: { '1.jpg': '3.jpg', '3.jpg': '1.jpg' }[entry.name] ?? entry.name,
      })),
    ),
  ),
  mutation('an extra image', /^s-part2\.zip: "x\.jpg" is not named by any row/, ({ change }) =>
    change(second, withMore({ name: 'x.jpg', data: 'x' })),
  ),
  mutation('an image twice', /^s-part2\.zip: "6\.jpg" is there twice/, ({ change }) =>
    change(second, (entries) => [...entries, ...entries.filter(({ name }) => name === '6.jpg')]),
  ),
  mutation('an image in a folder', /^s-part2\.zip: "images\/6\.jpg" lies in a folder/, ({ change }) =>
    change(
      second,
      changed('6.jpg', () => ({ name: 'images/6.jpg' })),
    ),
  ),
  mutation('a second CSV', /^s-part2\.zip: "more\.CSV" would be taken for another manifest/, ({ change }) =>
    change(second, withMore({ name: 'more.CSV', data: 'imageName\n' })),
  ),
  mutation('a second manifest', /^s-part2\.zip: "manifest\.csv" is there twice/, ({ change }) =>
    change(second, withMore({ name: 'manifest.csv', data: 'imageName\n' })),
  ),
  mutation('the manifest missing', /^s-part2\.zip cannot be read: it has no manifest\.csv/, ({ change }) =>
    change(second, (entries) => entries.slice(1)),
  ),
  mutation(
    'the manifest under another name',
    /^s-part2\.zip cannot be read: it has no manifest\.csv/,
    ({ change }) =>
      change(
        second,
        changed('manifest.csv', () => ({ name: 'Manifest.csv' })),
      ),
  ),
  mutation('the archive itself in place of a batch', /^s-part2\.zip: row 1 /, async ({ path }) =>
    writeFile(path(first), await readFile(path('archive.zip'))),
  ),
];

/** Everything that can be wrong with batches: each is one change to good ones. */
export const batchMutations: readonly BatchMutation[] = [...missingBatches, ...wrongRows, ...wrongEntries];

function changed(
  name: string,
  change: (entry: BatchEntry) => Partial<ZipEntryOptions>,
): (entries: BatchEntry[]) => ZipEntryOptions[] {
  return (entries) => entries.map((entry) => (entry.name === name ? { ...entry, ...change(entry) } : entry));
}

function withMore(entry: ZipEntryOptions): (entries: BatchEntry[]) => ZipEntryOptions[] {
  return (entries) => [...entries, entry];
}

function flip(bytes: Buffer, position = bytes.length >>> 1): Buffer {
  const flipped = Buffer.from(bytes);
  flipped[position]! ^= 1;
  return flipped;
}
