import { InputError } from '../errors.ts';

/** What `NameTable.find` gives when no name fits. */
export const NOT_FOUND = -1;
/** What `NameTable.find` gives when several entries go by the name. */
export const AMBIGUOUS = -2;

const EMPTY = -1;

/**
 * Steps that the search for a name may take. Honest names need far fewer, since the table is at most half full; names that
 * are made to collide would need one for each of them.
 */
const MAX_STEPS = 256;
/** What a comparison with another name of the same hash counts, which takes that much longer. */
const COMPARISON_STEPS = 32;
/** No slot, as names that are made to collide are in the way. */
const CROWDED = -1;

/** Whether the key of an entry is the first `length` bytes of `key`. */
type HasKey = (entry: number, key: Uint8Array, length: number) => boolean;

/**
 * NameTable finds entries by the bytes of a name: an open-addressing hash table over typed arrays, since a `Map` of a
 * million strings takes ten times the memory.
 */
export class NameTable {
  readonly #slots: Int32Array;
  /** The hash of each slot's key: keys are compared only where these are equal. */
  readonly #hashes: Int32Array;
  readonly #ambiguous = new Set<number>();
  readonly #keyOf: (entry: number) => Uint8Array;
  readonly #hasKey: HasKey;
  readonly #mask: number;

  /**
   * `keyOf` must give the same bytes for an entry each time; `capacity` is the most entries that are added. `hasKey` is for
   * keys that can be compared without making them.
   */
  constructor(
    capacity: number,
    keyOf: (entry: number) => Uint8Array,
    hasKey: HasKey = (entry, key, length) => equalsPrefixOf(keyOf(entry), key, length),
  ) {
    let size = 8;
    while (size < capacity * 2) size *= 2;
    this.#slots = new Int32Array(size).fill(EMPTY);
    this.#hashes = new Int32Array(size);
    this.#mask = size - 1;
    this.#keyOf = keyOf;
    this.#hasKey = hasKey;
  }

  /**
   * Adds an entry, and gives the entry that has its name already, or NOT_FOUND.
   *
   * @throws InputError CORRUPT_DIRECTORY when the names are made to collide
   */
  add(entry: number): number {
    const key = this.#keyOf(entry);
    const keyHash = hash(key, key.length);
    const slot = this.#slotOf(key, key.length, keyHash);
    if (slot === CROWDED) {
      throw new InputError(
        'CORRUPT_DIRECTORY',
        'the names of the entries are made to keep programs busy that look them up',
        { details: { entry } },
      );
    }
    const present = this.#slots[slot]!;
    if (present === EMPTY) {
      this.#slots[slot] = entry;
      this.#hashes[slot] = keyHash;
      return NOT_FOUND;
    }
    this.#ambiguous.add(present);
    return present;
  }

  /** The entry whose key is the first `length` bytes of `key`, or NOT_FOUND or AMBIGUOUS. */
  find(key: Uint8Array, length = key.length): number {
    const slot = this.#slotOf(key, length, hash(key, length));
    const entry = slot === CROWDED ? EMPTY : this.#slots[slot]!;
    if (entry === EMPTY) return NOT_FOUND;
    return this.#ambiguous.has(entry) ? AMBIGUOUS : entry;
  }

  /** The slot of a key, or the empty one where it would be: `add` puts no key farther away than `find` looks. */
  #slotOf(key: Uint8Array, length: number, keyHash: number): number {
    let slot = keyHash & this.#mask;
    for (let steps = 0; steps < MAX_STEPS; steps++) {
      const entry = this.#slots[slot]!;
      if (entry === EMPTY) return slot;
      if (this.#hashes[slot] === keyHash) {
        if (this.#hasKey(entry, key, length)) return slot;
        steps += COMPARISON_STEPS;
      }
      slot = (slot + 1) & this.#mask;
    }
    return CROWDED;
  }
}

/** FNV-1a over 32 bits, its upper half mixed into the lower, which the table's mask keeps. */
function hash(key: Uint8Array, length: number): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < length; i++) value = Math.imul(value ^ key[i]!, 0x01000193);
  return value ^ (value >>> 15);
}

export function equalsPrefixOf(candidate: Uint8Array, key: Uint8Array, length: number): boolean {
  if (candidate.length !== length) return false;
  for (let i = 0; i < length; i++) if (candidate[i] !== key[i]) return false;
  return true;
}
