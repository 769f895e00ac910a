import { crc32 } from 'node:zlib';
import type { File } from 'unzipper';
import { StoreError, type ByteSource, type Plan } from '@biospex/batch-core';
import { quoted } from '../output/printable.ts';
import { imageNames } from './image-names.ts';
import type { OpenedBatch } from './open-batch.ts';
import type { Problems } from './problems.ts';
import { readSourceEntry } from './read-source-entry.ts';
import type { UnzipperSource } from './unzipper-source.ts';

/** Where the images are that the batches should have. */
export interface SourceImages {
  readonly source: ByteSource;
  readonly index: Plan['contents']['index'];
  /** The entry of each image name in the manifest. */
  readonly entries: ReadonlyMap<string, number>;
}

export interface VerifyImagesOptions {
  readonly problems: Problems;
  readonly signal: AbortSignal;
  readonly onImage: () => void;
}

/** Finds the image of each name in the source's manifest. */
export function sourceImages({ contents }: Plan, source: ByteSource): SourceImages {
  const { index, manifest, keptRows, keptEntries } = contents;
  const names = imageNames(manifest.bytes?.slice(0, manifest.bytes.size) ?? new Uint8Array(0));
  const entries = new Map<string, number>();
  keptRows.forEach((row, i) => entries.set(names[row] ?? '', keptEntries[i] ?? 0));
  return { source, index, entries };
}

/** Checks that the images of a batch are those its rows name, no more, with the bytes and CRC-32 of the source's. */
export async function verifyImages(
  images: SourceImages,
  file: string,
  batch: OpenedBatch,
  { problems, signal, onImage }: VerifyImagesOptions,
): Promise<void> {
  const names = new Set(imageNames(batch.manifest));
  for (const name of inReadingOrder(names, batch.images)) {
    signal.throwIfAborted();
    const image = batch.images.get(name);
    const entry = images.entries.get(name);
    if (image === undefined)
      problems.add(`${file}: image ${quoted(name)} is named by a row, but not in the batch`);
    else if (entry === undefined)
      problems.add(`${file}: image ${quoted(name)} is in no row of the archive's manifest`);
    else await verifyImage(images, file, { image, source: batch.source }, entry, { problems, signal });
    onImage();
  }
  for (const name of batch.images.keys()) {
    if (!names.has(name)) problems.add(`${file}: ${quoted(name)} is named by no row of the batch`);
  }
}

/** As they lie in the batch, where S3 gives neighbours with one request; first those that are not there. */
function inReadingOrder(names: Iterable<string>, images: OpenedBatch['images']): string[] {
  const offset = (name: string): number => images.get(name)?.offsetToLocalFileHeader ?? -1;
  return [...names].sort((one, other) => offset(one) - offset(other));
}

async function verifyImage(
  { source, index }: SourceImages,
  file: string,
  { image, source: batch }: { readonly image: File; readonly source: UnzipperSource },
  entry: number,
  { problems, signal }: Pick<VerifyImagesOptions, 'problems' | 'signal'>,
): Promise<void> {
  const name = quoted(image.path);
  let expected: Buffer;
  try {
    expected = await readSourceEntry(source, index, entry);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof StoreError) throw error;
    problems.add(`the archive's own image ${name} cannot be unpacked: ${(error as Error).message}`);
    return;
  }
  if (crc32(expected) !== index.crc32(entry)) {
    problems.add(`the archive's own image ${name} is damaged: it does not have its CRC-32`);
    return;
  }
  try {
    // unzipper cannot read an empty entry whose data descriptor has no signature; there is nothing to read.
    const actual = image.uncompressedSize === 0 ? Buffer.alloc(0) : await image.buffer();
    if (!actual.equals(expected))
      problems.add(`${file}: image ${name} does not have the bytes of the archive's`);
    else if (image.crc32 !== index.crc32(entry))
      problems.add(`${file}: image ${name} does not have its CRC-32`);
  } catch (error) {
    batch.throwIfUnread();
    problems.add(`${file}: image ${name} cannot be read: ${(error as Error).message}`);
  }
}
