import { crc32 } from 'node:zlib';
import type { Plan } from '@biospex/batch-core';
import { describeEntry } from '@biospex/batch-core/node';

/**
 * Finds the archive's entry for an image name: the one with this name; else with this base name; else with this base name
 * except for case and Unicode form. This does not use the core's matching, so that a fault in it shows. It takes 16 bytes for
 * each entry; names are read again when they are compared.
 */
export function entryFinder(plan: Plan): (imageName: string) => number | undefined {
  // A hash table with open addressing. A slot holds the number of an entry plus 1, or 0 if it is empty.
  const slots = new Uint32Array(4 * plan.entryCount + 1);
  const slotOf = (name: string): number => crc32(fold(baseOf(name))) % slots.length;
  const after = (slot: number): number => (slot + 1) % slots.length;
  for (let entry = 0; entry < plan.entryCount; entry++) {
    const name = describeEntry(plan, entry)?.name;
    if (name === undefined) continue;
    let slot = slotOf(name);
    while (slots[slot] !== 0) slot = after(slot);
    slots[slot] = entry + 1;
  }
  return (imageName) => {
    let [sameBase, alike]: (number | undefined)[] = [];
    for (let slot = slotOf(imageName); slots[slot] !== 0; slot = after(slot)) {
      const entry = slots[slot]! - 1;
      const name = describeEntry(plan, entry)!.name;
      if (name === imageName) return entry;
      if (baseOf(name) === imageName) sameBase = entry;
      else if (fold(baseOf(name)) === fold(imageName)) alike = entry;
    }
    return sameBase ?? alike;
  };
}

function baseOf(name: string): string {
  return name.split(/[/\\]/).at(-1)!;
}

function fold(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
