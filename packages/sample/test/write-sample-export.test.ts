import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { decode } from 'jpeg-js';
import unzipper from 'unzipper';

import { manifestColumns } from '../src/sample-rows.ts';
import { writeSampleExport, type SampleExportOptions } from '../src/write-sample-export.ts';

const small: SampleExportOptions = { images: 5, order: 'manifest', imageBytes: 5000, seed: 7 };

let folder = '';
let file = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sample-export-'));
  file = join(folder, 'sample.zip');
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function digestSample(options: SampleExportOptions): Promise<string> {
  await writeSampleExport(file, options);
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

async function readSample(): Promise<{ images: unzipper.File[]; names: string[]; manifest: string }> {
  const { files } = await unzipper.Open.file(file);
  const images = files.slice(0, -1);
  const last = files.at(-1);
  expect(last?.path).toBe('manifest.csv');
  return {
    images,
    names: images.map((image) => image.path),
    manifest: last === undefined ? '' : (await last.buffer()).toString(),
  };
}

/** Image names in row order. Free text never begins a line with an id. */
function listRowImages(manifest: string): string[] {
  return Array.from(manifest.matchAll(/^[0-9a-f]{24},([0-9a-f]{24}\.jpg),/gm), ([, name]) => name ?? '');
}

describe('writeSampleExport', () => {
  test('writes stored images, then a deflated manifest with a row for each', async () => {
    const result = await writeSampleExport(file, small);

    const { images, names, manifest } = await readSample();
    expect(result).toEqual({ images: 5, bytes: (await readFile(file)).length });
    expect(images.map((image) => image.compressionMethod)).toEqual(Array<number>(5).fill(0));
    expect(manifest.split('\n')[0]).toBe(manifestColumns.join(','));
    expect(listRowImages(manifest)).toEqual(names);
    expect(names).toEqual(names.toSorted());
  });

  test.each([4096, 9000, 20_000, 140_000])('makes JPEGs of exactly %d bytes', async (imageBytes) => {
    await writeSampleExport(file, { ...small, imageBytes });

    const { images } = await readSample();
    const digests = new Set<string>();
    for (const image of images) {
      const body = await image.buffer();
      const { width, height } = decode(body, { useTArray: true });
      expect(body).toHaveLength(imageBytes);
      expect(Math.round((height / width) * 10)).toBe(14);
      digests.add(createHash('sha256').update(body).digest('hex'));
    }
    expect(digests.size).toBe(5);
  });

  test('makes no two images the same, even after it runs out of drawings', async () => {
    await writeSampleExport(file, { ...small, images: 60 });

    const { images } = await readSample();
    const crcs = new Set(images.map((image) => image.crc32));
    expect(crcs.size).toBe(60);
  });

  test('shuffles the rows, not the images', async () => {
    await writeSampleExport(file, { ...small, images: 40, order: 'shuffled' });

    const { names, manifest } = await readSample();
    const rows = listRowImages(manifest);
    expect(names).toEqual(names.toSorted());
    expect(rows).not.toEqual(names);
    expect(rows.toSorted()).toEqual(names);
  });

  test('gives the same bytes for the same seed, and others for another', async () => {
    const first = await digestSample(small);
    const again = await digestSample(small);
    const other = await digestSample({ ...small, seed: 8 });

    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  test('writes many empty images on request', async () => {
    await writeSampleExport(file, { ...small, images: 3000, imageBytes: 0, content: 'noise' });

    const { images, manifest } = await readSample();
    expect(images).toHaveLength(3000);
    expect(listRowImages(manifest)).toHaveLength(3000);
  });

  test('reports progress up to the last image', async () => {
    const reports: string[] = [];
    await writeSampleExport(file, {
      ...small,
      onProgress: (done, total) => reports.push(`${done}/${total}`),
    });

    expect(reports).toHaveLength(5);
    expect(reports.at(-1)).toBe('5/5');
  });
});

describe('writeSampleExport that fails', () => {
  test('leaves nothing when it is aborted', async () => {
    const abort = new AbortController();
    const reason = new Error('enough');
    const onProgress = (done: number): void => {
      if (done === 50) abort.abort(reason);
    };

    const writing = writeSampleExport(file, { ...small, images: 200, signal: abort.signal, onProgress });

    await expect(writing).rejects.toBe(reason);
    expect(await readdir(folder)).toEqual([]);
  });

  test('leaves nothing when it is aborted at its last image', async () => {
    const abort = new AbortController();
    const onProgress = (done: number, total: number): void => {
      if (done === total) abort.abort();
    };

    const writing = writeSampleExport(file, { ...small, signal: abort.signal, onProgress });

    await expect(writing).rejects.toThrow('aborted');
    expect(await readdir(folder)).toEqual([]);
  });

  test('keeps an earlier file', async () => {
    await writeFile(file, 'earlier');
    const onProgress = (): void => {
      throw new Error('no terminal');
    };

    await expect(writeSampleExport(file, { ...small, onProgress })).rejects.toThrow('no terminal');
    expect(await readdir(folder)).toEqual(['sample.zip']);
    expect(await readFile(file, 'utf8')).toBe('earlier');
  });

  test('rejects if the folder does not exist', async () => {
    await expect(writeSampleExport(join(folder, 'none', 'sample.zip'), small)).rejects.toThrow('ENOENT');
  });

  test('refuses images too small for a picture', async () => {
    await expect(writeSampleExport(file, { ...small, imageBytes: 2000 })).rejects.toThrow(
      new RangeError("imageBytes 2000: a specimen's picture needs at least 4096 bytes"),
    );
    expect(await readdir(folder)).toEqual([]);
  });
});
