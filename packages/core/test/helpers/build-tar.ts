import { toBytes } from './to-bytes.ts';

const BLOCK = 512;
/** Offsets of the fields of a header. */
const FIELD = {
  name: 0,
  mode: 100,
  uid: 108,
  gid: 116,
  size: 124,
  modified: 136,
  checksum: 148,
  type: 156,
  linkName: 157,
  magic: 257,
  prefix: 345,
} as const;

export interface TarEntryOptions {
  name: string;
  /** @default empty */
  data?: string | Uint8Array;
  /** The type flag. @default '0', in `v7` NUL */
  type?: string;
  /** Whose headers it looks like: `phar` is PHP's PharData. @default 'ustar' */
  format?: 'ustar' | 'gnu' | 'v7' | 'phar';
  /** Where the name stands: `prefix` cuts it at its last slash. @default 'header' */
  nameIn?: 'header' | 'prefix' | 'gnu' | 'pax';
  /** @default 'octal' */
  sizeIn?: 'octal' | 'base256' | 'pax';
  /** Written instead of the length of `data`. */
  size?: number;
  /** More pax records, before those that the other options make. */
  pax?: Readonly<Record<string, string>>;
  linkName?: string;
  /** In seconds since 1970. @default 1735787046, 2025-01-02T03:04:06Z */
  modified?: number;
}

/** Where the parts of an entry lie. */
export interface TarEntryMap {
  /** Of its own header, after those with its long name or pax records. */
  headerOffset: number;
  dataOffset: number;
  /** Behind the padding of the data. */
  endOffset: number;
}

export interface BuiltTar {
  bytes: Buffer<ArrayBuffer>;
  entries: TarEntryMap[];
  /** Where the zero blocks begin. */
  endOffset: number;
}

/** Makes a TAR archive, its headers field by field (POSIX.1-2017 pax, ustar interchange format; GNU tar manual). */
export function layOutTar(
  entries: readonly TarEntryOptions[],
  { endBlocks = 2 }: { endBlocks?: number } = {},
): BuiltTar {
  const parts: Uint8Array[] = [];
  let position = 0;
  const add = (part: Uint8Array): void => {
    parts.push(part);
    position += part.length;
  };
  const maps = entries.map((entry) => {
    for (const part of metaEntries(entry)) add(part);
    const headerOffset = position;
    add(header(entry));
    const dataOffset = position;
    add(padded(toBytes(entry.data ?? '')));
    return { headerOffset, dataOffset, endOffset: position };
  });
  const endOffset = position;
  add(Buffer.alloc(endBlocks * BLOCK));
  return { bytes: Buffer.concat(parts), entries: maps, endOffset };
}

export function buildTar(
  entries: readonly TarEntryOptions[],
  options?: { endBlocks?: number },
): Buffer<ArrayBuffer> {
  return layOutTar(entries, options).bytes;
}

/** What stands before an entry for its long name and its pax records. */
function metaEntries(entry: TarEntryOptions): Buffer[] {
  const { name, nameIn, sizeIn, pax = {} } = entry;
  const records = {
    ...pax,
    ...(nameIn === 'pax' ? { path: name } : {}),
    ...(sizeIn === 'pax' ? { size: String(sizeOf(entry)) } : {}),
  };
  const texts: [type: string, name: string, text: string][] = [];
  if (nameIn === 'gnu') texts.push(['L', '././@LongLink', `${name}\0`]);
  if (Object.keys(records).length > 0) texts.push(['x', 'PaxHeaders/file', paxText(records)]);
  return texts.flatMap(([type, metaName, text]) => {
    const format = type === 'L' ? 'gnu' : 'ustar';
    return [header({ name: metaName, type, format, data: text }), padded(Buffer.from(text))];
  });
}

/** Each record is `length key=value\n`, its length counting itself. */
export function paxText(records: Readonly<Record<string, string>>): string {
  return Object.entries(records)
    .map(([key, value]) => {
      const rest = ` ${key}=${value}\n`;
      let length = Buffer.byteLength(rest);
      while (Buffer.byteLength(`${length}${rest}`) > length) length++;
      return `${length}${rest}`;
    })
    .join('');
}

function header(entry: TarEntryOptions): Buffer {
  const { format = 'ustar', type = format === 'v7' ? '\0' : '0', linkName = '' } = entry;
  const block = Buffer.alloc(BLOCK);
  const { name, prefix } = nameFields(entry);
  Buffer.from(name).copy(block, FIELD.name, 0, 100);
  block.write(format === 'v7' ? '   644 \0' : '0000644\0', FIELD.mode);
  if (format !== 'phar') for (const field of [FIELD.uid, FIELD.gid]) block.write('0000000\0', field);
  writeSize(block, entry);
  block.write(octal(entry.modified ?? 1_735_787_046, 11), FIELD.modified);
  block.write(type, FIELD.type);
  block.write(linkName, FIELD.linkName, 100);
  if (format === 'gnu') block.write('ustar  \0', FIELD.magic);
  else if (format !== 'v7') block.write('ustar\x0000', FIELD.magic);
  block.write(prefix, FIELD.prefix, 155);
  const sum = checksumOf(block);
  block.write(format === 'phar' ? `${octal(sum, 7)} ` : `${octal(sum, 6)}\0 `, FIELD.checksum);
  return block;
}

function writeSize(block: Buffer, entry: TarEntryOptions): void {
  if (entry.sizeIn === 'base256') {
    block[FIELD.size] = 0x80;
    block.writeBigUInt64BE(BigInt(sizeOf(entry)), FIELD.size + 4);
  } else block.write(octal(entry.sizeIn === 'pax' ? 0 : sizeOf(entry), 11), FIELD.size);
}

function nameFields({ name, nameIn }: TarEntryOptions): { name: string; prefix: string } {
  const slash = nameIn === 'prefix' ? name.lastIndexOf('/') : -1;
  return { name: name.slice(slash + 1), prefix: name.slice(0, Math.max(slash, 0)) };
}

/** The sum of all bytes, those of the field itself counted as spaces. */
function checksumOf(block: Uint8Array): number {
  return block.reduce((sum, byte, i) => sum + (i >= FIELD.checksum && i < FIELD.type ? 0x20 : byte), 0);
}

function sizeOf({ size, data = '' }: TarEntryOptions): number {
  return size ?? toBytes(data).length;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

function padded(bytes: Uint8Array): Buffer {
  const padding = (BLOCK - (bytes.length % BLOCK)) % BLOCK;
  return Buffer.concat([bytes, Buffer.alloc(padding)]);
}
