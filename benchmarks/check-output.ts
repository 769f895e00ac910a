import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Rejects unless the directory has the expected number of ZIPs and at least the expected bytes. */
export async function checkOutputBytes(
  directory: string,
  expected: { readonly files: number; readonly bytes: number },
): Promise<void> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.zip'));
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(directory, name))).size));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (names.length === expected.files && bytes >= expected.bytes) return;
  throw new Error(
    `${directory}: ${names.length} ZIPs with ${bytes} bytes; expected ${expected.files} with at least ${expected.bytes}`,
  );
}
