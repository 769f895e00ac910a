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
  /** How many images, and so rows; at least 1. */
  readonly images: number;
  /** Order of the manifest's rows: that of the images in the archive, or shuffled. */
  readonly order: SampleOrder;
  /** Size of every image in bytes: 4096 or more for pictures, anything from 0 for noise; at most 64 MiB. */
  readonly imageBytes: number;
  /** The same seed and options give the same bytes. A whole number, 0 or more. */
  readonly seed: number;
  /**
   * `pictures` are JPEGs that any viewer shows; `noise` is random bytes under the same names, for measurements with
   * very many or very small images.
   *
   * @default 'pictures'
   */
  readonly content?: 'pictures' | 'noise';
  /** @default 'zip' */
  readonly format?: 'zip' | 'tar.gz';
  /** Ends the work early: the promise rejects with the signal's reason, and no file is left. */
  readonly signal?: AbortSignal;
  /** Called after each image. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Entries handed over to archiver ahead of time; one by one costs a third of the speed. */
const maxEntriesAhead = 16;
const maxBytesAhead = 4 * 1024 * 1024;

/** All entries carry the same date, or the same seed would not give the same bytes. */
const entryDate = new Date('2025-11-03T12:00:00Z');

/**
 * Writes an export archive as BIOSPEX makes them: a ZIP with images stored in the order of their names, each followed by a
 * data descriptor, and `manifest.csv` last; or a TAR.GZ, as it once did, in the same order. It appears under its name when it is complete, replacing a file of that name;
 * after an error nothing is left. Throws a `RangeError` if pictures do not fit into `imageBytes`, before anything is written.
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
    // Readers stop at the end of the picture; what follows makes the size exact, and no two images the same.
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
  // Whoever fails first ends both; without a listener an error between two entries would end the process.
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
  archive.on('entry', () => {
    waiting -= 1;
  });
  for (let number = 0; number < images; number += 1) {
    const image = makeImage(number);
    // In a ZIP a stream, not a buffer: sizes then follow the image in a data descriptor, as in BIOSPEX's own archives.
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
  // archiver would wait forever for the rest of a source that fails.
  manifest.on('error', (error) => archive.destroy(error));
  archive.append(manifest, describeEntry('manifest.csv', false));
}

function describeEntry(name: string, store: boolean): ZipEntryData {
  return { name, store, date: entryDate, mode: 0o644 };
}
