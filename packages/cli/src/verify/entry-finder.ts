import { crc32 } from 'node:zlib';
import type { Plan } from '@biospex/batch-core';
import { describeEntry } from '@biospex/batch-core/node';

/** An entry's number takes 25 bits of a float's 53. */
const ENTRY_RANGE = 2 ** 25;

/**
 * Finds the archive's entry for an image name: the one with this name; else with this base name; else with this base name
 * except for case and Unicode form. This does not use the core's matching, so that a fault in it shows. It takes 8 bytes for
 * each entry, a hash and a number, in order; names are read again when they are compared.
 */
export function entryFinder(plan: Plan): (imageName: string) => number | undefined {
  const numbers = new Float64Array(plan.entryCount);
  let count = 0;
  for (let entry = 0; entry < plan.entryCount; entry++) {
    const name = describeEntry(plan, entry)?.name;
    if (name !== undefined) numbers[count++] = hash(name) + entry;
  }
  const sorted = numbers.subarray(0, count).sort();
  return (imageName) => {
    const lowest = hash(imageName);
    let [sameBase, alike]: (number | undefined)[] = [];
    for (let i = firstFrom(sorted, lowest); (sorted[i] ?? Infinity) < lowest + ENTRY_RANGE; i++) {
      const entry = sorted[i]! - lowest;
      const { name } = describeEntry(plan, entry)!;
      if (name === imageName) return entry;
      if (baseOf(name) === imageName) sameBase = entry;
      else if (fold(baseOf(name)) === fold(imageName)) alike = entry;
    }
    return sameBase ?? alike;
  };
}

/** The index of the first number that is not less than `wanted`. */
function firstFrom(sorted: Float64Array, wanted: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
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
