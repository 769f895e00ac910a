import { crc32 } from 'node:zlib';
import type { Plan } from '@biospex/batch-core';
import { describeEntry } from '@biospex/batch-core/node';

/** An entry's number takes 25 bits of a float's 53. */
const ENTRY_RANGE = 2 ** 25;

/**
 * EntryNames finds the archive's entry for an image name by itself, so that a fault of the core's own matching shows. It
 * keeps a hash and a number for each entry: names are looked up when they are compared.
 */
export class EntryNames {
  readonly #plan: Plan;
  readonly #sorted: Float64Array;

  constructor(plan: Plan) {
    this.#plan = plan;
    const numbers = new Float64Array(plan.entryCount);
    let count = 0;
    for (let entry = 0; entry < plan.entryCount; entry++) {
      const name = describeEntry(plan, entry)?.name;
      if (name !== undefined) numbers[count++] = hash(name) + entry;
    }
    this.#sorted = numbers.subarray(0, count).sort();
  }

  /** The entry of this name, else of this base name, else of this base name but for case and Unicode form. */
  find(name: string): number | undefined {
    const lowest = hash(name);
    let [sameBase, alike]: (number | undefined)[] = [];
    for (let i = this.#firstFrom(lowest); (this.#sorted[i] ?? Infinity) < lowest + ENTRY_RANGE; i++) {
      const entry = this.#sorted[i]! - lowest;
      const found = describeEntry(this.#plan, entry)?.name ?? '';
      if (found === name) return entry;
      if (baseOf(found) === name) sameBase = entry;
      else if (fold(baseOf(found)) === fold(name)) alike = entry;
    }
    return sameBase ?? alike;
  }

  #firstFrom(wanted: number): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#sorted[middle]! < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function hash(name: string): number {
  return (crc32(fold(baseOf(name))) >>> 4) * ENTRY_RANGE;
}

function baseOf(name: string): string {
  return name.split(/[/\\]/).at(-1)!;
}

function fold(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
