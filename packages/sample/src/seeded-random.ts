import { createCipheriv, createHash } from 'node:crypto';

/** Numbers that are the same for the same seed, on every machine. Not for secrets. */
export interface SeededRandom {
  /** From 0 up to, not including, 1. */
  fraction(): number;
  /** A whole number from 0 up to, not including, `limit` (at most 2^32). */
  below(limit: number): number;
  /** From `low` up to, not including, `high`. */
  between(low: number, high: number): number;
  /** One of `items`, which must not be empty. */
  pick<Item>(items: readonly Item[]): Item;
  /** Lower-case hexadecimal digits. */
  hex(digits: number): string;
}

/**
 * Starts a sequence of numbers. Each `stream` of a seed is a sequence of its own, so that row 17 can be made
 * without making rows 0 to 16 first.
 */
export function createSeededRandom(seed: number, stream = 0): SeededRandom {
  let state = mixBits(mixBits(mixBits(seed >>> 0) + Math.floor(seed / 0x1_0000_0000)) + stream);

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
    pick(items) {
      const item = items[below(items.length)];
      if (item === undefined) throw new RangeError('items: nothing to pick from');
      return item;
    },
    hex(digits) {
      let text = '';
      while (text.length < digits) text += below(0x1_0000_0000).toString(16).padStart(8, '0');
      return text.slice(0, digits);
    },
  };
}

/**
 * Starts an endless run of random bytes: the AES-CTR key stream, which no compressor can shrink and which comes
 * at more than 1 GB/s. Each call returns a new buffer that the caller may write into.
 */
export function createSeededBytes(seed: number): (length: number) => Buffer {
  const key = createHash('sha256').update(`biospex sample ${seed}`).digest();
  const cipher = createCipheriv('aes-128-ctr', key.subarray(0, 16), key.subarray(16));
  let zeros = Buffer.alloc(0);
  return (length) => {
    if (zeros.length < length) zeros = Buffer.alloc(length);
    return cipher.update(zeros.subarray(0, length));
  };
}

/** Spreads neighbouring seeds and streams over all 32 bits (the finalizer of MurmurHash3). */
function mixBits(value: number): number {
  let bits = (value + 0x9e37_79b9) | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85eb_ca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2_ae35);
  return bits ^ (bits >>> 16);
}
