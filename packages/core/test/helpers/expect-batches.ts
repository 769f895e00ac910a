import { crc32 } from 'node:zlib';
import { expect } from '@jest/globals';
import type { ExportFile, ExportFixture } from './export-fixture.ts';
import { readers, type ReadBack, type ReadEntry } from './readers.ts';

/** The files that each batch of an export must hold: its manifest, then the images its rows name. */
export function expectedFiles(fixture: ExportFixture, batchSize: number): ExportFile[][] {
  const images = new Map(fixture.images.map((image) => [image.name, image]));
  const batches: ExportFile[][] = [];
  for (let first = 0; first < fixture.rows.length; first += batchSize) {
    const rows = fixture.rows.slice(first, first + batchSize);
    const names = new Set(fixture.rowImages.slice(first, first + batchSize));
    const manifest = { name: 'manifest.csv', bytes: Buffer.from(fixture.header + rows.join('')) };
    batches.push([manifest, ...[...names].map((name) => images.get(name)!)]);
  }
  return batches;
}

/** Expects batches to hold just the files of their part of the export, as unzipper reads them. */
export async function expectBatches(
  batches: readonly Uint8Array[],
  fixture: ExportFixture,
  batchSize: number,
): Promise<void> {
  const expected = expectedFiles(fixture, batchSize);
  expect(batches).toHaveLength(expected.length);
  for (const [i, files] of expected.entries()) expectFiles(await readWithUnzipper(batches[i]!), files);
}

/** What unzipper makes of a ZIP. */
async function readWithUnzipper(zip: Uint8Array): Promise<ReadBack> {
  return (await readers[0]!.read(zip))!;
}

/** Expects a reader to have found just these files, in this order, each with its bytes. */
export function expectFiles({ entries, ok, output }: ReadBack, files: readonly ExportFile[]): void {
  expect({ ok, output: ok ? '' : output }).toEqual({ ok: true, output: '' });
  expect(entries).toEqual(files.map(entryOf));
}

function entryOf({ name, bytes }: ExportFile): ReadEntry {
  return { name, size: bytes.length, crc32: crc32(bytes) };
}
