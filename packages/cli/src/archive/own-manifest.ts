import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { PlanOptions } from '@biospex/batch-core';
import { CommandError } from '../command-error.ts';
import { quoted } from '../output/printable.ts';
import { whyUnreadable } from './open-archive.ts';

/**
 * Reads the manifest that takes the place of the archive's, if one is given.
 *
 * @throws CommandError MANIFEST_UNREADABLE
 */
export async function readOwnManifest(path: string | undefined): Promise<PlanOptions['manifest']> {
  if (path === undefined) return undefined;
  try {
    return { name: basename(path), bytes: await readFile(path) };
  } catch (cause) {
    const message = `${quoted(path)} ${whyUnreadable(cause)}`;
    throw new CommandError('MANIFEST_UNREADABLE', message, { cause });
  }
}
