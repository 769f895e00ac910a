// repack-entries.mjs ARCHIVE DIRECTORY BATCH_SIZE: splits an archive by reading each image with unzipper and writing
// it with archiver, stored: the obvious design, written as one would write it.
// JavaScript, because stripping types takes longer than to start Node.
import { createWriteStream } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';

/**
 * @typedef {import('node:stream').Transform & {
 *   append(data: Buffer | string, entry: { name: string }): void,
 *   finalize(): Promise<void>,
 * }} Archive
 * @typedef {{ path: string, buffer(): Promise<Buffer> }} Entry
 */

// The command installs them, the root of the repository doesn't.
const requireFromCommand = createRequire(new URL('../../packages/cli/package.json', import.meta.url));
/** @type {{ ZipArchive: new (options: { store: boolean }) => Archive }} */
const { ZipArchive } = requireFromCommand('archiver');
/** @type {{ parse(text: string, options: object): { data: string[][] }, unparse(rows: string[][]): string }} */
const papaparse = requireFromCommand('papaparse');
/** @type {{ Open: { file(path: string): Promise<{ files: Entry[] }> } }} */
const unzipper = requireFromCommand('unzipper');

const [archiveFile, directory, batchSize] = process.argv.slice(2);
if (archiveFile === undefined || directory === undefined || batchSize === undefined) {
  throw new TypeError('needs ARCHIVE, DIRECTORY and BATCH_SIZE');
}

const { files } = await unzipper.Open.file(archiveFile);
const entries = new Map(files.map((file) => [file.path, file]));
const [header = [], ...rows] = await readManifest();
const nameColumn = header.indexOf('imageName');
for (let start = 0, part = 1; start < rows.length; start += Number(batchSize), part += 1) {
  await writeBatch(join(directory, `part${part}.zip`), rows.slice(start, start + Number(batchSize)));
}

async function readManifest() {
  const text = (await findEntry('manifest.csv').buffer()).toString();
  return papaparse.parse(text, { delimiter: ',', skipEmptyLines: true }).data;
}

/** @param {string | undefined} name */
function findEntry(name) {
  const entry = name === undefined ? undefined : entries.get(name);
  if (!entry) throw new Error(`${name}: not in the archive`);
  return entry;
}

/**
 * @param {string} file
 * @param {string[][]} batchRows
 */
async function writeBatch(file, batchRows) {
  const archive = new ZipArchive({ store: true });
  const output = createWriteStream(file);
  archive.on('error', (error) => output.destroy(error));
  archive.pipe(output);
  for (const row of batchRows) {
    const entry = findEntry(row[nameColumn]);
    archive.append(await entry.buffer(), { name: entry.path });
  }
  archive.append(papaparse.unparse([header, ...batchRows]), { name: 'manifest.csv' });
  await Promise.all([archive.finalize(), finished(output)]);
}
