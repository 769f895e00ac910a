import type { LimitFunction } from 'p-limit';
import { lengthOf, type PackPart } from '../parts/part.ts';
import { planReads, type Read } from '../parts/plan-reads.ts';
import type { S3Source } from '../source/s3-source.ts';
import { stopTogether } from './stop-together.ts';

/** Puts the bytes of a pack together, its ranges read from the archive with many requests in flight. */
export async function readPack(
  archive: S3Source,
  pack: PackPart,
  limit: LimitFunction,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(pack.size);
  let offset = 0;
  for (const piece of pack.pieces) {
    if (piece.kind === 'bytes') bytes.set(piece.bytes, offset);
    offset += lengthOf(piece);
  }
  const works = planReads(pack.pieces).map(
    (read) => (stop: AbortSignal) =>
      limit(async () => {
        stop.throwIfAborted();
        await readInto(archive, bytes, read, stop);
      }),
  );
  await stopTogether(works, signal);
  return bytes;
}

async function readInto(
  archive: S3Source,
  pack: Uint8Array,
  { start, end, targets }: Read,
  signal: AbortSignal,
): Promise<void> {
  const [first] = targets;
  if (targets.length === 1 && first !== undefined) {
    await archive.fetch(pack.subarray(first.offset, first.offset + first.length), start, signal);
    return;
  }
  const bytes = new Uint8Array(end - start);
  await archive.fetch(bytes, start, signal);
  for (const target of targets) {
    const from = target.start - start;
    pack.set(bytes.subarray(from, from + target.length), target.offset);
  }
}
