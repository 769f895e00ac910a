import { quoted } from '../output/printable.ts';
import type { OpenedBatch } from './open-batch.ts';
import type { Original } from './original.ts';
import { describeDamage, type Problems } from './problems.ts';

export interface VerifyImagesOptions {
  readonly original: Original;
  readonly problems: Problems;
  readonly signal: AbortSignal;
  readonly onImage: () => void;
}

/** Checks that the images of a batch are those its rows name, no more, with the bytes and CRC-32 of the archive's. */
export async function verifyImages(
  batch: OpenedBatch,
  names: ReadonlySet<string>,
  { original, problems, signal, onImage }: VerifyImagesOptions,
): Promise<void> {
  for (const name of inReadingOrder(names, batch.images)) {
    signal.throwIfAborted();
    const fault = await findFault(batch, name, original, signal);
    if (fault !== undefined) problems.add(fault);
    onImage();
  }
  for (const name of batch.images.keys()) {
    if (!names.has(name)) problems.add(`${batch.file}: ${quoted(name)} is named by no row of the batch`);
  }
}

/** As they lie in the batch, where S3 gives neighbours with one request; first those that are not there. */
function inReadingOrder(names: Iterable<string>, images: OpenedBatch['images']): string[] {
  const offset = (name: string): number => images.get(name)?.position ?? -1;
  return [...names].sort((one, other) => offset(one) - offset(other));
}

/** What is wrong with an image of a batch. */
async function findFault(
  { file, images }: OpenedBatch,
  name: string,
  original: Original,
  signal: AbortSignal,
): Promise<string | undefined> {
  const inBatch = `${file}: image ${quoted(name)}`;
  const image = images.get(name);
  if (image === undefined) return `${inBatch} is named by a row, but not in the batch`;
  const entry = original.findEntry(name);
  if (entry === undefined) return `${inBatch} is not in the archive`;
  let expected: Awaited<ReturnType<Original['readImage']>>;
  try {
    expected = await original.readImage(entry);
  } catch (error) {
    return `the archive's own image ${quoted(name)} is damaged: ${describeDamage(error, signal)}`;
  }
  try {
    const actual = await image.read();
    if (!actual.equals(expected.bytes)) return `${inBatch} does not have the bytes of the archive's`;
    if (image.crc32 !== undefined && image.crc32 !== expected.checksum)
      return `${inBatch} does not have its CRC-32`;
  } catch (error) {
    return `${inBatch} cannot be read: ${describeDamage(error, signal)}`;
  }
  return undefined;
}
