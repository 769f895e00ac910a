import { createCipheriv, createHash } from 'node:crypto';

/** Random numbers, the same for the same seed on every machine. Not for secrets. */
export interface SeededRandom {
  /** From 0 up to, but not including, 1. */
  fraction(): number;
  /** A whole number from 0 up to, but not including, `limit` (at most 2^32). */
  below(limit: number): number;
  /** From `low` up to, but not including, `high`. */
  between(low: number, high: number): number;
  /** One of `items`, which must not be empty. */
  pick<Item>(items: readonly Item[]): Item;
  /** Lower-case hexadecimal digits. */
  hex(digits: number): string;
}

/** Starts a sequence of numbers. Each `stream` of a seed has its own, so that row 17 can be made without rows 0 to 16. */
export function createSeededRandom(seed: number, stream: number | string): SeededRandom {
  let state = digest(`${seed} ${stream}`).readInt32LE();

  // Mulberry32: 32 bits of state are plenty for pictures and place names.
  function fraction(): number {
    state = (state + 0x6d2b_79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 0x1_0000_0000;
  }
  const below = (limit: number): number => Math.floor(fraction() * limit);

  return {
    fraction,
    below,
    between: (low, high) => low + fraction() * (high - low),
    pick: (items) => items[below(items.length)]!,
    hex(digits) {
      let text = '';
      while (text.length < digits) text += below(16).toString(16);
      return text;
    },
  };
}

/**
 * Starts an endless run of random bytes: the key stream of AES-CTR, which cannot be compressed and comes at more than 1 GB/s.
 * Each call returns a new buffer.
 */
export function createSeededBytes(seed: number): (length: number) => Buffer {
  const key = digest(`${seed} bytes`);
  const cipher = createCipheriv('aes-128-ctr', key.subarray(0, 16), key.subarray(16));
  return (length) => cipher.update(Buffer.alloc(length));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
