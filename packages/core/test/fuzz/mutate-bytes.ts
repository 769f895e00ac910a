import type { SeededRandom } from '../helpers/seeded-random.ts';

/** Changes to bytes of unknown meaning; it inserts `snippets` now and then. */
export function mutateSpan(bytes: Uint8Array, random: SeededRandom, snippets: readonly Uint8Array[]): Buffer {
  const start = random.integer(bytes.length + 1);
  const length = random.pick([1, 2, 8, 30, 200, bytes.length]);
  const end = Math.min(bytes.length, start + 1 + random.integer(length));
  const span = bytes.subarray(start, end);
  const replaceBy = (...parts: readonly Uint8Array[]): Buffer =>
    Buffer.concat([bytes.subarray(0, start), ...parts, bytes.subarray(end)]);
  switch (random.integer(8)) {
    case 0: // cut off the end
      return Buffer.from(bytes.subarray(0, start));
    case 1: // cut off the beginning
      return Buffer.from(bytes.subarray(Math.min(start, random.integer(100))));
    case 2: // delete
      return replaceBy();
    case 3: // duplicate
      return replaceBy(span, span);
    case 4: // overwrite
      return replaceBy(random.bytes(span.length));
    case 5: // clear
      return replaceBy(new Uint8Array(span.length));
    case 6: // insert what means something here
      return replaceBy(random.pick(snippets), span);
    default: // insert anything
      return replaceBy(random.bytes(1 + random.integer(16)), span);
  }
}

/** Changes one bit, or the whole of one byte, in `[start, end)`. */
export function mutateByte(bytes: Uint8Array, random: SeededRandom, start = 0, end = bytes.length): Buffer {
  const changed = Buffer.from(bytes);
  const position = start + random.integer(end - start);
  const byte = changed[position];
  if (byte === undefined) return changed;
  changed[position] = random.integer(2) === 0 ? byte ^ (1 << random.integer(8)) : random.integer(256);
  return changed;
}

/** Writes an interesting number of `width` bytes in place: 0, the largest, one more, one less, small, anything. */
export function mutateNumber(bytes: Buffer, random: SeededRandom, offset: number, width: number): void {
  if (offset < 0 || offset + width > bytes.length) return;
  const read = (): bigint => {
    let value = 0n;
    for (let i = width - 1; i >= 0; i--) value = value * 256n + BigInt(bytes[offset + i]!);
    return value;
  };
  const max = 256n ** BigInt(width) - 1n;
  const value = random.pick<() => bigint>([
    () => 0n,
    () => max,
    () => max - 1n,
    () => read() + 1n,
    () => read() - 1n,
    () => read() ^ (1n << BigInt(random.integer(width * 8))),
    () => read() + BigInt(random.integer(200)) - 100n,
    () => BigInt(random.integer(20)),
    () => BigInt(bytes.length) + BigInt(random.integer(3)) - 1n,
    () => BigInt(random.uint32()) * BigInt(random.uint32()),
  ])();
  let rest = BigInt.asUintN(width * 8, value);
  for (let i = 0; i < width; i++, rest >>= 8n) bytes[offset + i] = Number(rest & 255n);
}
