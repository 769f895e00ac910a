import { buildZip, type BuiltZip, type ZipEntryOptions, type ZipOptions } from './build-zip.ts';

/** Which entry a change is for: the manifest (the CSV), or an image by its number. */
export type Which = 'manifest' | number;

/** The index of an entry among `built.entries`. */
export function indexOf(built: BuiltZip, which: Which): number {
  const isManifest = ({ name }: ZipEntryOptions): boolean =>
    typeof name === 'string' && name.endsWith('.csv');
  const manifest = built.entries.findIndex(isManifest);
  const images = [...built.entries.keys()].filter((index) => index !== manifest);
  const index = which === 'manifest' ? manifest : (images[which] ?? -1);
  if (index === -1) throw new RangeError(`the archive to change has no entry ${which}`);
  return index;
}

export function entryOf(built: BuiltZip, which: Which): ZipEntryOptions {
  return built.entries[indexOf(built, which)]!;
}

export function mapOf(built: BuiltZip, which: Which): BuiltZip['map']['entries'][number] {
  return built.map.entries[indexOf(built, which)]!;
}

/** Builds the archive again with other options. */
export function withOptions(built: BuiltZip, options: ZipOptions): Uint8Array {
  return buildZip(built.entries, { ...built.options, ...options });
}

/** Builds the archive again with one entry changed. */
export function withEntry(built: BuiltZip, which: Which, change: Partial<ZipEntryOptions>): Uint8Array {
  const changed = indexOf(built, which);
  const entries = built.entries.map((entry, index) => (index === changed ? { ...entry, ...change } : entry));
  return buildZip(entries, built.options);
}

/** Builds the archive again with one entry more, before all others. */
export function withMore(built: BuiltZip, entry: ZipEntryOptions): Uint8Array {
  return buildZip([entry, ...built.entries], built.options);
}

/** The same lie in both headers of an entry. */
export function inBothHeaders(
  lie: NonNullable<ZipEntryOptions['local']>,
): Pick<ZipEntryOptions, 'local' | 'central'> {
  return { local: lie, central: lie };
}
