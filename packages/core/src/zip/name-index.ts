import { firstFrom } from './first-from.ts';
import type { ZipIndex } from './zip-index.ts';

/** The result of `NameIndex.find` if several entries have the key. */
export const AMBIGUOUS = -1;

/** Entry numbers take 25 bits, since a directory of 1 GiB holds fewer records; the other 28 bits are the hash. */
const ENTRY_RANGE = 2 ** 25;

/**
 * NameIndex finds entries by a key derived from their name. It keeps hashes and entry numbers in one sorted array, 8
 * bytes per entry. For a million entries a `Map` of strings took 100 MB more and twice as long to build.
 */
export class NameIndex {
  readonly #index: ZipIndex;
  readonly #keyOf: (name: string) => string;
  readonly #sorted: Float64Array;

  constructor(index: ZipIndex, keyOf: (name: string) => string) {
    this.#index = index;
    this.#keyOf = keyOf;
    const numbers = new Float64Array(index.count);
    let count = 0;
    for (let entry = 0; entry < index.count; entry++)
      if (!index.isIgnored(entry)) numbers[count++] = hash(this.#key(entry)) * ENTRY_RANGE + entry;
    this.#sorted = numbers.subarray(0, count).sort();
  }

  /** The entry with this key, AMBIGUOUS if there are several. */
  find(key: string): number | undefined {
    const lowest = hash(key) * ENTRY_RANGE;
    let found: number | undefined;
    for (let i = firstFrom(this.#sorted, lowest); this.#sorted[i]! < lowest + ENTRY_RANGE; i++) {
      const entry = this.#sorted[i]! - lowest;
      if (this.#key(entry) !== key) continue;
      if (found !== undefined) return AMBIGUOUS;
      found = entry;
    }
    return found;
  }

  /** An entry with the same key as an earlier one, if any. */
  findDuplicate(): number | undefined {
    const hashAt = (i: number): number => Math.floor(this.#sorted[i]! / ENTRY_RANGE);
    for (let i = 1; i < this.#sorted.length; i++) {
      if (hashAt(i) !== hashAt(i - 1)) continue;
      const entry = this.#sorted[i]! % ENTRY_RANGE;
      if (this.find(this.#key(entry)) === AMBIGUOUS) return entry;
    }
    return undefined;
  }

  #key(entry: number): string {
    return this.#keyOf(this.#index.name(entry));
  }
}

/** The upper 28 bits of FNV-1a over the UTF-16 code units. */
function hash(key: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) value = Math.imul(value ^ key.charCodeAt(i), 0x01000193);
  return value >>> 4;
}
