import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { locateEntry, StoreError, type ByteSource, type Plan } from '@biospex/batch-core';
import { describeEntry } from '@biospex/batch-core/node';
import { quoted } from '../output/printable.ts';
import type { EntryNames } from './entry-names.ts';
import type { BatchImage, OpenedBatch } from './open-batch.ts';
import type { Problems } from './problems.ts';

const inflate = promisify(inflateRaw);

/** Where the images are that the batches should have. */
export interface SourceImages {
  readonly plan: Plan;
  readonly source: ByteSource;
  readonly names: EntryNames;
}

export interface VerifyImagesOptions {
  readonly problems: Problems;
  readonly signal: AbortSignal;
  readonly onImage: () => void;
}

/** Checks that the images of a batch are those its rows name, no more, with the bytes and CRC-32 of the source's. */
export async function verifyImages(
  images: SourceImages,
  file: string,
  { batch, names }: { readonly batch: OpenedBatch; readonly names: ReadonlySet<string> },
  { problems, signal, onImage }: VerifyImagesOptions,
): Promise<void> {
  for (const name of inReadingOrder(names, batch.images)) {
    signal.throwIfAborted();
    const image = batch.images.get(name);
    const entry = images.names.find(name);
    if (image === undefined)
      problems.add(`${file}: image ${quoted(name)} is named by a row, but not in the batch`);
    else if (entry === undefined) problems.add(`${file}: image ${quoted(name)} is not in the archive`);
    else await verifyImage(images, file, { name, image, batch }, entry, { problems, signal });
    onImage();
  }
  for (const name of batch.images.keys()) {
    if (!names.has(name)) problems.add(`${file}: ${quoted(name)} is named by no row of the batch`);
  }
}

/** As they lie in the batch, where S3 gives neighbours with one request; first those that are not there. */
function inReadingOrder(names: Iterable<string>, images: OpenedBatch['images']): string[] {
  const offset = (name: string): number => images.get(name)?.position ?? -1;
  return [...names].sort((one, other) => offset(one) - offset(other));
}

async function verifyImage(
  images: SourceImages,
  file: string,
  {
    name: path,
    image,
    batch,
  }: { readonly name: string; readonly image: BatchImage; readonly batch: OpenedBatch },
  entry: number,
  { problems, signal }: Pick<VerifyImagesOptions, 'problems' | 'signal'>,
): Promise<void> {
  const name = quoted(path);
  let expected: Buffer;
  try {
    expected = await readImage(images, entry);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof StoreError) throw error;
    problems.add(`the archive's own image ${name} cannot be unpacked: ${(error as Error).message}`);
    return;
  }
  const checksum = describeEntry(images.plan, entry)?.crc32;
  if (crc32(expected) !== checksum) {
    problems.add(`the archive's own image ${name} is damaged: it does not have its CRC-32`);
    return;
  }
  try {
    const actual = await image.read();
    if (!actual.equals(expected))
      problems.add(`${file}: image ${name} does not have the bytes of the archive's`);
    else if (image.crc32 !== undefined && image.crc32 !== checksum)
      problems.add(`${file}: image ${name} does not have its CRC-32`);
  } catch (error) {
    batch.throwIfUnread();
    problems.add(`${file}: image ${name} cannot be read: ${(error as Error).message}`);
  }
}

/** Unpacks an image of the archive with Node's zlib. */
async function readImage({ plan, source }: SourceImages, entry: number): Promise<Buffer> {
  const { start, end, isDeflated } = await locateEntry(plan, source, entry);
  const data = Buffer.alloc(end - start);
  await source.read(data, start);
  if (!isDeflated) return data;
  return inflate(data, { maxOutputLength: Math.max(1, describeEntry(plan, entry)?.size ?? 0) });
}
