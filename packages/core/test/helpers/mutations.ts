import { buildZipWithMap, type BuiltZip } from './build-zip.ts';
import { directoryLies, splitArchives, truncations, zip64Lies } from './directory-mutations.ts';
import { badNames, localHeaderLies, misplacedEntries, unreadableEntries } from './entry-mutations.ts';
import { exportEntries, makeExport } from './export-fixture.ts';
import { manifestLies } from './manifest-mutations.ts';
import type { Mutation } from './mutation.ts';
import { notArchives } from './not-archives.ts';

export type { Mutation } from './mutation.ts';

/** Everything that can be wrong with an archive, each derived from a good export by one change. */
export const mutations: readonly Mutation[] = [
  ...truncations,
  ...directoryLies,
  ...splitArchives,
  ...zip64Lies,
  ...misplacedEntries,
  ...localHeaderLies,
  ...unreadableEntries,
  ...badNames,
  ...manifestLies,
  ...notArchives,
];

/** A good export for the mutations: four stored images of some hundred bytes, then the manifest, deflated. */
export function goodArchive(): BuiltZip {
  return buildZipWithMap(exportEntries(makeExport({ images: 4, seed: 4 }).files));
}
