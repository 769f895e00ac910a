// Lists archives with the library that the first argument names. Each comes on standard input after its length; a line of
// JSON is written about each.
import { argv, stdin } from 'node:process';
import unzipper from 'unzipper';
import yauzl from 'yauzl';
import type { ListedEntry } from './listing.ts';

const CENTRAL_SIGNATURE = 0x02014b50;

const list = argv[2] === 'yauzl' ? listWithYauzl : listWithUnzipper;
let received: Buffer = Buffer.alloc(0);
for await (const chunk of stdin) {
  received = Buffer.concat([received, chunk as Buffer]);
  while (received.length >= 4 && received.length >= 4 + received.readUInt32LE()) {
    const end = 4 + received.readUInt32LE();
    const answer = await list(received.subarray(4, end)).catch((error: unknown) => ({
      refusal: String(error),
    }));
    console.log(JSON.stringify(answer));
    received = received.subarray(end);
  }
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
