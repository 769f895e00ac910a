import unzipper from 'unzipper';
import yauzl from 'yauzl';
import { readZipIndex } from '../../src/zip/read-zip-index.ts';
import type { ListedEntry } from './listed-entry.ts';
import type { PythonLister } from './python-lister.ts';
import { WatchedSource } from './watched-source.ts';

/** The list of a reader; an error where it refuses the archive. */
export type Listing = ListedEntry[] | Error;

export interface Listings {
  readonly ours: Listing;
  readonly others: ReadonlyMap<string, Listing>;
}

export async function listEverywhere(archive: Uint8Array, python?: PythonLister): Promise<Listings> {
  const zip = Buffer.from(archive);
  const others = new Map([
    ['yauzl', await settle(listWithYauzl(zip))],
    ['unzipper', await settle(listWithUnzipper(zip))],
  ]);
  if (python !== undefined) others.set('Python', await settle(python.list(zip)));
  return { ours: await settle(listWithIndex(zip)), others };
}

async function settle(listing: Promise<ListedEntry[]>): Promise<Listing> {
  try {
    return await listing;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function listWithIndex(archive: Uint8Array): Promise<ListedEntry[]> {
  const index = await readZipIndex(new WatchedSource(archive));
  return Array.from({ length: index.count }, (_, entry) => ({
    name: Buffer.from(index.storedName(entry)).toString('hex'),
    size: index.uncompressedSize(entry),
    packedSize: index.compressedSize(entry),
    crc32: index.crc32(entry),
    offset: index.localHeaderOffset(entry),
  }));
}

async function listWithYauzl(zip: Buffer): Promise<ListedEntry[]> {
  const entries: ListedEntry[] = [];
  // Without decoding, it does not judge names.
  for await (const entry of (await yauzl.fromBufferPromise(zip, { decodeStrings: false })).eachEntry()) {
    entries.push({
      name: entry.fileNameRaw.toString('hex'),
      size: entry.uncompressedSize,
      packedSize: entry.compressedSize,
      crc32: entry.crc32,
      offset: entry.relativeOffsetOfLocalHeader,
    });
  }
  return entries;
}

const CENTRAL_SIGNATURE = 0x02014b50;

async function listWithUnzipper(zip: Buffer): Promise<ListedEntry[]> {
  const { files } = await unzipper.Open.buffer(zip);
  return files.map((file) => {
    // It does not look itself.
    if (file.signature !== CENTRAL_SIGNATURE) throw new Error('no central directory record');
    return {
      name: file.pathBuffer.toString('hex'),
      size: file.uncompressedSize,
      packedSize: file.compressedSize,
      crc32: (file as unknown as { crc32: number }).crc32,
      offset: file.offsetToLocalFileHeader,
    };
  });
}
