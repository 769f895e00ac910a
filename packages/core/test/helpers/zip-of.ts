import { buildZip } from './build-zip.ts';
import { exportEntries } from './export-fixture.ts';
import { toBytes } from './to-bytes.ts';

/** A ZIP of files by name, in their order: CSV files deflated, all others stored. */
export function zipOf(files: Readonly<Record<string, string | Uint8Array>>): Buffer<ArrayBuffer> {
  return buildZip(
    exportEntries(
      Object.entries(files).map(([name, content]) => ({ name, bytes: Buffer.from(toBytes(content)) })),
    ),
  );
}

/** An export with this manifest and small images of these names. */
export function exportOf(manifest: string | Uint8Array, imageNames: readonly string[]): Buffer<ArrayBuffer> {
  const images = imageNames.map((name) => [name, `image ${name}`] as const);
  return zipOf({ ...Object.fromEntries(images), 'manifest.csv': manifest });
}
