import { once } from 'node:events';
import { rename, rm, stat } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';

import { TarArchive, ZipArchive, type ZipEntryData } from 'archiver';

import { encodeSpecimens } from './encode-specimens.ts';
import { openFileSink } from './file-sink.ts';
import { makeSampleManifest, type SampleOrder } from './make-sample-manifest.ts';
import { createSampleObjectIds } from './sample-object-ids.ts';
import { createSeededBytes } from './seeded-random.ts';

export interface SampleExportOptions {
  /** Number of images and rows, at least 1. */
  readonly images: number;
  /** Order of the manifest's rows: that of the images in the archive, or shuffled. */
  readonly order: SampleOrder;
  /** Size of every image in bytes: from 4096 for pictures, from 0 for noise, to 64 MiB. */
  readonly imageBytes: number;
  /** The same seed and options give the same bytes. A whole number, 0 or more. */
  readonly seed: number;
  /** `pictures` are JPEGs; `noise` is random bytes, to measure very many or very small images. @default 'pictures' */
  readonly content?: 'pictures' | 'noise';
  /** @default 'zip' */
  readonly format?: 'zip' | 'tar.gz';
  /** Stops the work: the promise rejects with the signal's reason, and no file is left. */
  readonly signal?: AbortSignal;
  /** Called after each image. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Entries given to archiver ahead of time. One by one, it is a third slower. */
const maxEntriesAhead = 16;
const maxBytesAhead = 4 * 1024 * 1024;

/** All entries have the same date, so that the same seed gives the same bytes. */
const entryDate = new Date('2025-11-03T12:00:00Z');

/**
 * Writes an export archive like BIOSPEX's: a ZIP with stored images in the order of their names, each with a data descriptor,
 * and `manifest.csv` last; or a TAR.GZ, as in older exports, in the same order. It appears under its name when it is complete, and
 * replaces a file of that name. After an error nothing is left.
 *
 * @throws RangeError if pictures do not fit into `imageBytes`, before anything is written
 */
export async function writeSampleExport(
  file: string,
  options: SampleExportOptions,
): Promise<{ images: number; bytes: number }> {
  options.signal?.throwIfAborted();
  const makeImage = prepareImages(options);
  const unfinished = `${file}.${randomUUID()}.unfinished`;
  try {
    await writeArchive(unfinished, options, makeImage);
    options.signal?.throwIfAborted();
    const { size } = await stat(unfinished);
    await rename(unfinished, file);
    return { images: options.images, bytes: size };
  } catch (error) {
    await rm(unfinished, { force: true });
    options.signal?.throwIfAborted();
    throw error;
  }
}

function prepareImages(options: SampleExportOptions): (number: number) => Buffer {
  const { seed, images, imageBytes, content = 'pictures' } = options;
  const randomBytes = createSeededBytes(seed);
  if (content === 'noise') return () => randomBytes(imageBytes);
  const pictures = encodeSpecimens({ seed, images, imageBytes });
  return (number) => {
    const picture = pictures[number % pictures.length]!;
    // Readers ignore bytes after the picture. They make the size exact, and every image different.
    return Buffer.concat([picture, randomBytes(imageBytes - picture.length)]);
  };
}

async function writeArchive(
  path: string,
  options: SampleExportOptions,
  makeImage: (number: number) => Buffer,
): Promise<void> {
  const sink = openFileSink(path);
  const archive =
    options.format === 'tar.gz'
      ? new TarArchive({ gzip: true, gzipOptions: { level: 6 } })
      : new ZipArchive({ zlib: { level: 6 } });
  // If one fails, it ends the other. Without a listener, an error between two entries would end the process.
  archive.on('error', (error) => sink.destroy(error));
  const sinkFinished = finished(sink);
  sinkFinished.catch((error: unknown) => archive.destroy(error as Error));
  archive.pipe(sink);
  try {
    await appendEntries(archive, options, makeImage);
    await Promise.all([archive.finalize(), sinkFinished]);
  } finally {
    archive.destroy();
    sink.destroy();
    if (!sink.closed) await once(sink, 'close');
  }
}

async function appendEntries(
  archive: ZipArchive | TarArchive,
  options: SampleExportOptions,
  makeImage: (number: number) => Buffer,
): Promise<void> {
  const { seed, images, imageBytes, order, signal, onProgress } = options;
  const objectId = createSampleObjectIds(seed);
  const entriesAhead = Math.max(1, Math.min(maxEntriesAhead, Math.floor(maxBytesAhead / (imageBytes + 1))));
  let waiting = 0;
  archive.on('entry', () => (waiting -= 1));
  for (let number = 0; number < images; number += 1) {
    const image = makeImage(number);
    // For a stream, archiver writes a data descriptor after the image, as in BIOSPEX's archives; for a buffer it does not.
    const content = archive instanceof ZipArchive ? Readable.from([image], { objectMode: false }) : image;
    archive.append(content, describeEntry(`${objectId(number)}.jpg`, true));
    waiting += 1;
    while (waiting >= entriesAhead) {
      if (archive.errored) throw archive.errored;
      await once(archive, 'entry', signal ? { signal } : {});
    }
    onProgress?.(number + 1, images);
  }
  const manifest = Readable.from(makeSampleManifest({ seed, images, order, signal }), { objectMode: false });
  // archiver would wait forever for a source that fails.
  manifest.on('error', (error) => archive.destroy(error));
  archive.append(manifest, describeEntry('manifest.csv', false));
}

function describeEntry(name: string, store: boolean): ZipEntryData {
  return { name, store, date: entryDate, mode: 0o644 };
}
