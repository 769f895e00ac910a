// Splits an archive in the obvious way: reads each image with unzipper and writes it with archiver, stored.
import { createRequire } from 'node:module';

/**
 * @typedef {import('node:stream').Transform & {
 *   append(data: Buffer | string, entry: { name: string }): void,
 *   finalize(): Promise<void>,
 * }} Archive
 * @typedef {{ path: string, buffer(): Promise<Buffer> }} Entry
 */

// Only the core installs these packages, for its tests.
const requireFromCore = createRequire(new URL('../../packages/core/package.json', import.meta.url));
/** @type {{ ZipArchive: new (options: { store: boolean }) => Archive }} */
const { ZipArchive } = requireFromCore('archiver');
/** @type {{ parse(text: string, options: object): { data: string[][] }, unparse(rows: string[][]): string }} */
const papaparse = requireFromCore('papaparse');
/** @type {{ Open: { file(path: string): Promise<{ files: Entry[] }> } }} */
const unzipper = requireFromCore('unzipper');

/**
 * @param {string} archiveFile
 * @param {number} batchSize
 * @param {(name: string, batch: Archive) => Promise<unknown>} save consumes a batch while it is made
 */
export async function repackArchive(archiveFile, batchSize, save) {
  const { files } = await unzipper.Open.file(archiveFile);
  const entries = new Map(files.map((file) => [file.path, file]));
  const text = (await findEntry(entries, 'manifest.csv').buffer()).toString();
  const [header = [], ...rows] = papaparse.parse(text, { delimiter: ',', skipEmptyLines: true }).data;
  const nameColumn = header.indexOf('imageName');
  for (let start = 0, part = 1; start < rows.length; start += batchSize, part += 1) {
    const batchRows = rows.slice(start, start + batchSize);
    const batch = new ZipArchive({ store: true });
    const saved = save(`part${part}.zip`, batch);
    for (const row of batchRows) {
      const entry = findEntry(entries, row[nameColumn]);
      batch.append(await entry.buffer(), { name: entry.path });
    }
    batch.append(papaparse.unparse([header, ...batchRows]), { name: 'manifest.csv' });
    await Promise.all([batch.finalize(), saved]);
  }
}

/**
 * @param {Map<string, Entry>} entries
 * @param {string | undefined} name
 */
function findEntry(entries, name) {
  const entry = name === undefined ? undefined : entries.get(name);
  if (!entry) throw new Error(`${name} is not in the archive`);
  return entry;
}
