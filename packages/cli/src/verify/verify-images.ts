import { quoted } from '../output/printable.ts';
import type { OpenedBatch } from './open-batch.ts';
import type { Original } from './original.ts';
import { describeDamage, type Problems } from './problems.ts';

/** Checks that a batch has exactly the images that its rows name, with the bytes and CRC-32 of the archive's. */
export async function verifyImages(
  batch: OpenedBatch,
  names: ReadonlySet<string>,
  original: Original,
  { problems, signal, onImage }: { problems: Problems; signal: AbortSignal; onImage: () => void },
): Promise<void> {
  const positionOf = (name: string): number => batch.images.get(name)?.position ?? -1;
  // S3 returns neighbors with one request.
  for (const name of [...names].sort((one, other) => positionOf(one) - positionOf(other))) {
    signal.throwIfAborted();
    const fault = await findFault(batch, name, original, signal);
    if (fault !== undefined) problems.add(fault);
    onImage();
  }
  for (const name of batch.images.keys()) {
    if (!names.has(name)) problems.add(`${batch.file}: ${quoted(name)} is not named by any row`);
  }
}

/** Describes what is wrong with an image of a batch. */
async function findFault(
  { file, images }: OpenedBatch,
  name: string,
  original: Original,
  signal: AbortSignal,
): Promise<string | undefined> {
  const inBatch = `${file}: image ${quoted(name)}`;
  const image = images.get(name);
  if (image === undefined) return `${inBatch} is missing`;
  const entry = original.findEntry(name);
  if (entry === undefined) return `${inBatch} is not in the archive`;
  let expected: Awaited<ReturnType<Original['readImage']>>;
  try {
    expected = await original.readImage(entry);
  } catch (error) {
    return `image ${quoted(name)} is damaged in the archive: ${describeDamage(error, signal)}`;
  }
  try {
    const actual = await image.read();
    if (!actual.equals(expected.bytes)) return `${inBatch} differs from the archive's`;
    if (image.crc32 !== undefined && image.crc32 !== expected.checksum)
      return `${inBatch} does not match its CRC-32`;
  } catch (error) {
    return `${inBatch} cannot be read: ${describeDamage(error, signal)}`;
  }
  return undefined;
}
