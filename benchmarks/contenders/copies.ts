import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { checkOutputBytes } from '../check-output.ts';
import type { ArchiveSize } from '../make-data.ts';
import type { Contender } from './contender.ts';

const copyBytes = fileURLToPath(new URL('../programs/copy-bytes.mjs', import.meta.url));

interface Work {
  readonly archive: string;
  readonly size: ArchiveSize;
}

/** `cp`: how fast the machine can copy. */
export function copyArchive({ archive, size }: Work): Contender {
  return {
    id: 'cp',
    name: '`cp` of the archive',
    programs: ['cp'],
    command: (output) => ({ program: 'cp', args: [archive, join(output, 'copy.zip')] }),
    check: (output) => checkOutputBytes(output, { files: 1, bytes: size.images * size.imageBytes }),
  };
}

/** `cp`, until the copy is on the disk. */
export function copyArchiveToDisk({ archive, size }: Work): Contender {
  return {
    id: 'cp-sync',
    name: '`cp` of the archive, `sync` of the copy',
    programs: ['sh', 'cp', 'sync'],
    command: (output) => ({
      program: 'sh',
      args: ['-c', 'cp "$1" "$2" && sync "$2"', 'sh', archive, join(output, 'copy.zip')],
    }),
    check: (output) => checkOutputBytes(output, { files: 1, bytes: size.images * size.imageBytes }),
  };
}

/** A Node process that only copies bytes. */
export function copyWithNode({ archive, size }: Work): Contender {
  return {
    id: 'node-copy',
    name: 'Node, bytes only, ten files',
    command: (output) => ({ program: process.execPath, args: [copyBytes, archive, output] }),
    check: (output) => checkOutputBytes(output, { files: 10, bytes: size.images * size.imageBytes }),
  };
}
