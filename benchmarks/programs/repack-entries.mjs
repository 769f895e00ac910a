// repack-entries.mjs ARCHIVE DIRECTORY BATCH_SIZE: splits an archive into files in the obvious way.
// JavaScript, because stripping types takes longer than starting Node.
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { repackArchive } from './repack-archive.mjs';

const [archiveFile, directory, batchSize] = process.argv.slice(2);
if (archiveFile === undefined || directory === undefined || batchSize === undefined) {
  throw new TypeError('needs ARCHIVE, DIRECTORY and BATCH_SIZE');
}

await repackArchive(archiveFile, Number(batchSize), (name, batch) =>
  pipeline(batch, createWriteStream(join(directory, name))),
);
