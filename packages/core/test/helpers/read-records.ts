/** What the headers of an entry say, read field by field: independent of the product's own code, and of any reader's opinion. */
export interface EntryHeaders {
  name: string;
  crc32: number;
  compressedSize: number;
  uncompressedSize: number;
  localHeaderOffset: number;
  modified: number;
  local: {
    flags: number;
    name: string;
    extra: Buffer;
    compressedSize: number;
    crc32: number;
    modified: number;
  };
  central: { flags: number; extra: Buffer; commentLength: number; versionNeeded: number };
  /** The packed data. */
  data: Buffer;
}

/** The headers of every entry of a ZIP below 4 GiB without comment, in the order of its directory. */
export function readHeaders(zip: Buffer): EntryHeaders[] {
  const end = zip.length - 22;
  if (zip.readUInt32LE(end) !== 0x06054b50) throw new Error('no end record at the end');
  const headers: EntryHeaders[] = [];
  let at = zip.readUInt32LE(end + 16); // 16 - offset of the central directory
  while (at < zip.readUInt32LE(end + 16) + zip.readUInt32LE(end + 12)) {
    if (zip.readUInt32LE(at) !== 0x02014b50) throw new Error(`no central record at ${at}`);
    const nameLength = zip.readUInt16LE(at + 28);
    const extraLength = zip.readUInt16LE(at + 30);
    const commentLength = zip.readUInt16LE(at + 32);
    const compressedSize = zip.readUInt32LE(at + 20);
    const localHeaderOffset = zip.readUInt32LE(at + 42);
    const { local, dataOffset } = readLocalHeader(zip, localHeaderOffset);
    headers.push({
      name: zip.toString('utf8', at + 46, at + 46 + nameLength),
      crc32: zip.readUInt32LE(at + 16),
      compressedSize,
      uncompressedSize: zip.readUInt32LE(at + 24),
      localHeaderOffset,
      modified: zip.readUInt32LE(at + 12),
      local,
      central: {
        flags: zip.readUInt16LE(at + 8),
        extra: zip.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength),
        commentLength,
        versionNeeded: zip.readUInt16LE(at + 6),
      },
      data: zip.subarray(dataOffset, dataOffset + compressedSize),
    });
    at += 46 + nameLength + extraLength + commentLength;
  }
  if (at !== end) throw new Error(`the directory ends at ${at}, not at the end record`);
  return headers;
}

function readLocalHeader(zip: Buffer, at: number): { local: EntryHeaders['local']; dataOffset: number } {
  if (zip.readUInt32LE(at) !== 0x04034b50) throw new Error(`no local header at ${at}`);
  const nameLength = zip.readUInt16LE(at + 26);
  const extraLength = zip.readUInt16LE(at + 28);
  return {
    local: {
      flags: zip.readUInt16LE(at + 6),
      name: zip.toString('utf8', at + 30, at + 30 + nameLength),
      extra: zip.subarray(at + 30 + nameLength, at + 30 + nameLength + extraLength),
      compressedSize: zip.readUInt32LE(at + 18),
      crc32: zip.readUInt32LE(at + 14),
      modified: zip.readUInt32LE(at + 10),
    },
    dataOffset: at + 30 + nameLength + extraLength,
  };
}
