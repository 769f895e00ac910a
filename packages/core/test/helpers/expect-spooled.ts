import { crc32 } from 'node:zlib';
import { expect } from '@jest/globals';
import type { ExportFile } from './export-fixture.ts';
import { readHeaders } from './read-records.ts';

const BIT_DATA_DESCRIPTOR = 8;

/** Expects a ZIP to hold just these files, stored, in this order, sizes and CRC-32 of each in both of its headers. */
export function expectSpooled(zip: Buffer, files: readonly ExportFile[]): void {
  const headers = readHeaders(zip);
  expect(headers.map(({ name }) => name)).toEqual(files.map(({ name }) => name));
  for (const [i, { local, data, modified, ...header }] of headers.entries()) {
    const { name, bytes } = files[i]!;
    const facts = { name, crc32: crc32(bytes), compressedSize: bytes.length };
    expect(header).toMatchObject({ ...facts, uncompressedSize: bytes.length });
    expect(local).toMatchObject({ ...facts, modified });
    expect(local.flags & BIT_DATA_DESCRIPTOR).toBe(0);
    expect(data.equals(bytes)).toBe(true);
  }
}
