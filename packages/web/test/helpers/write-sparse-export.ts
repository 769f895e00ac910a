import { open } from 'node:fs/promises';
import { manifestOf } from '../../../core/test/helpers/plan-zip.ts';
import { buildSparseZip } from '../../../core/test/helpers/sparse-zip.ts';

/** Writes an export of any size that takes little disk space: its images are holes. */
export async function writeSparseExport(file: string, images: number, imageBytes: number): Promise<void> {
  const names = Array.from(
    { length: images },
    (_, i) => `5f0c7c8e1d2b3a4f${i.toString(16).padStart(8, '0')}.jpg`,
  );
  const { map, pieces } = buildSparseZip(
    [
      ...names.map((name) => ({ name, holeBytes: imageBytes })),
      { name: 'manifest.csv', data: Buffer.from(manifestOf(names)), method: 8 },
    ],
    { fill: 'zeros' },
  );
  const handle = await open(file, 'w');
  try {
    for (const { offset, bytes } of pieces) await handle.write(bytes, 0, bytes.length, offset);
    await handle.truncate(map.size);
  } finally {
    await handle.close();
  }
}
