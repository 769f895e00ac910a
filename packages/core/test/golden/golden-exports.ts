import { deflateRawSync, gzipSync } from 'node:zlib';
import { layOutTar } from '../helpers/build-tar.ts';
import { buildZip, type ZipEntryOptions, type ZipOptions } from '../helpers/build-zip.ts';
import { exportEntries, makeExport, type ExportFile, type ExportOptions } from '../helpers/export-fixture.ts';

/** An export whose batches are known to the byte. */
export interface GoldenExport {
  name: string;
  archive: Uint8Array;
  missingImages?: 'skip';
}

/** Makes the exports: the same bytes on every machine, so nothing in them is compressed by a compressor. */
export function makeGoldenExports(): GoldenExport[] {
  const plain = makeExport({ images: 23, seed: 5 });
  return [
    golden('in order', {}),
    golden('shuffled', { order: 'shuffled' }),
    golden('manifest first, images without rows', { manifestPosition: 'first', rows: 17 }),
    { ...golden('rows without images', { rows: 30 }), missingImages: 'skip' },
    golden('deflated', {}, { image: deflated }),
    golden('data descriptors', {}, { image: () => ({ dataDescriptor: 'signed' }) }),
    golden('data descriptors without signature', {}, { image: () => ({ dataDescriptor: 'unsigned' }) }),
    golden('ZIP64 offsets', {}, { image: () => ({ zip64: { central: ['localHeaderOffset'] } }) }),
    golden('ZIP64 end record', {}, { zip: { zip64: true } }),
    golden('extra fields', {}, { image: () => ({ localExtra: unixTime, centralExtra: unixTime }) }),
    golden('dead bytes between images', {}, { image: () => ({ gapBefore: Buffer.alloc(5000, 'dead') }) }),
    golden('bytes before the archive', {}, { zip: { prefix: Buffer.from('#!/bin/sh\n') } }),
    golden('directory in reverse order', {}, { zip: { centralOrder: [...plain.files.keys()].reverse() } }),
    golden('images in folders', {}, { image: ({ name }) => ({ name: `export/images/${name}` }) }),
    golden('images of another case', {}, { image: ({ name }) => ({ name: name.toUpperCase() }) }),
    golden(
      'names beyond ASCII, with and without the UTF-8 flag',
      { cell: (value, row, column) => (column === 'imageName' ? `é${value}` : value) },
      { image: ({ name }) => ({ name: `é${name}`, utf8: name < '8' }) },
    ),
    golden('quoted line breaks', { cell: (value) => (value === '' ? 'two\nlines, "quoted"' : value) }),
    golden('CRLF', { lineEnd: '\r\n' }),
    golden('carriage returns', { lineEnd: '\r', cell: (value) => value.replaceAll('\n', ' ') }),
    golden('byte order mark, no last line end', { byteOrderMark: true, finalLineEnd: false }),
    golden('Latin-1', {}, { manifest: inLatin1 }),
    { name: 'TAR', archive: tarOf(plain.files) },
    { name: 'TAR.GZ', archive: gzipSync(tarOf(plain.files), { level: 0 }) },
  ];
}

const unixTime = Buffer.from('UT\x05\x00\x03\0\0\0\0', 'latin1');

interface Packing {
  image?: (file: ExportFile) => Partial<ZipEntryOptions>;
  manifest?: (bytes: Buffer<ArrayBuffer>) => Buffer<ArrayBuffer>;
  zip?: ZipOptions;
}

function golden(name: string, options: Partial<ExportOptions>, packing: Packing = {}): GoldenExport {
  const { image, manifest, zip } = packing;
  const { files } = makeExport({ images: 23, seed: 5, ...options });
  const entries = files.map((file) =>
    file.name.endsWith('.csv')
      ? { name: file.name, data: manifest?.(file.bytes) ?? file.bytes }
      : { ...exportEntries([file])[0]!, ...image?.(file) },
  );
  return { name, archive: buildZip(entries, zip) };
}

/** Deflated into stored blocks, which every version of zlib writes alike. */
function deflated({ bytes }: ExportFile): Partial<ZipEntryOptions> {
  return { method: 8, rawData: deflateRawSync(bytes, { level: 0 }) };
}

function inLatin1(bytes: Buffer<ArrayBuffer>): Buffer<ArrayBuffer> {
  return Buffer.from(bytes.toString('utf8').replaceAll(/[\u0100-\u{10ffff}]/gu, 'ü'), 'latin1');
}

function tarOf(files: readonly ExportFile[]): Uint8Array {
  return layOutTar(files.map(({ name, bytes }) => ({ name: `./${name}`, data: bytes }))).bytes;
}
