/** A small deterministic generator (mulberry32): the same seed gives the same numbers on every machine. */
export interface SeededRandom {
  /** An integer from 0 to 2^32 - 1. */
  uint32(): number;
  /** An integer from 0 to `below` - 1. */
  integer(below: number): number;
  /** One of `items`, which may not be empty. */
  pick<Item>(items: readonly Item[]): Item;
  /** A shuffled copy. */
  shuffle<Item>(items: readonly Item[]): Item[];
  bytes(length: number): Buffer<ArrayBuffer>;
  hex(digits: number): string;
}

export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;

  const uint32 = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const integer = (below: number): number => Math.floor((uint32() / 2 ** 32) * below);
  const bytes = (length: number): Buffer<ArrayBuffer> => {
    const words = new Uint32Array(Math.ceil(length / 4));
    for (let index = 0; index < words.length; index++) words[index] = uint32();
    return Buffer.from(words.buffer, 0, length);
  };

  return {
    uint32,
    integer,
    bytes,
    hex: (digits) =>
      bytes(Math.ceil(digits / 2))
        .toString('hex')
        .slice(0, digits),
    pick: (items) => {
      if (items.length === 0) throw new RangeError('pick: no items');
      return items[integer(items.length)] as (typeof items)[number];
    },
    shuffle: <Item>(items: readonly Item[]): Item[] => {
      const shuffled = [...items];
      for (let index = shuffled.length - 1; index > 0; index--) {
        const other = integer(index + 1);
        [shuffled[index], shuffled[other]] = [shuffled[other] as Item, shuffled[index] as Item];
      }
      return shuffled;
    },
  };
}
