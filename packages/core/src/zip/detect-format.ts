/** Bytes at the start of a file that `describeFormat` wants to see. */
export const FORMAT_PROBE_BYTES = 512;

const SIGNATURES: readonly (readonly [offset: number, signature: string, format: string])[] = [
  [0, '\x1f\x8b', 'a gzip file'],
  [257, 'ustar', 'a TAR archive'],
  [0, 'BZh', 'a bzip2 file'],
  [0, '\xfd7zXZ\0', 'an xz file'],
  [0, '\x28\xb5\x2f\xfd', 'a Zstandard file'],
  [0, "7z\xbc\xaf'\x1c", 'a 7z archive'],
  [0, 'Rar!\x1a\x07', 'a RAR archive'],
  [0, '%PDF', 'a PDF document'],
  [0, '\xff\xd8\xff', 'a JPEG image'],
  [0, '\x89PNG', 'a PNG image'],
  [0, '<', 'a web page or XML document'],
  [0, '{', 'a JSON document'],
];

/** Says in words what a file that is no ZIP seems to be, by its first bytes. */
export function describeFormat(head: Uint8Array): string {
  if (head.length === 0) return 'an empty file';
  const text = String.fromCharCode(...head.subarray(0, FORMAT_PROBE_BYTES));
  const trimmed = text.replace(/^(?:\xef\xbb\xbf)?\s+/, '').replace(/^\xef\xbb\xbf/, '');
  for (const [offset, signature, format] of SIGNATURES) {
    if (text.startsWith(signature, offset) || (offset === 0 && trimmed.startsWith(signature))) return format;
  }
  if (isTarHeader(head)) return 'a TAR archive';
  return isPlainText(head) ? 'a text file' : 'a file of an unknown kind';
}

const OTHER_ARCHIVES: readonly string[] = [
  'a gzip file',
  'a TAR archive',
  'a bzip2 file',
  'an xz file',
  'a Zstandard file',
  'a 7z archive',
  'a RAR archive',
];

/** True for what may hold images and a manifest too, but is no ZIP. */
export function isOtherArchive(format: string): boolean {
  return OTHER_ARCHIVES.includes(format);
}

/** Tells a TAR archive from before POSIX, which has no signature, by the checksum of its first header. */
function isTarHeader(head: Uint8Array): boolean {
  return (
    head.length >= FORMAT_PROBE_BYTES &&
    head[0] !== 0 &&
    hasRightChecksum(head.subarray(0, FORMAT_PROBE_BYTES))
  );
}

/** Whether a block is a header of a TAR archive, by its checksum: the sum of its bytes, the field's own counted as spaces. */
function hasRightChecksum(block: Uint8Array): boolean {
  const checksum = { start: 148, end: 156 };
  const stored = String.fromCharCode(...block.subarray(checksum.start, checksum.end));
  if (!/^ *[0-7]+[ \0]*$/.test(stored)) return false;
  const sum = block.reduce(
    (total, byte, i) => total + (i >= checksum.start && i < checksum.end ? 0x20 : byte),
    0,
  );
  return Number.parseInt(stored, 8) === sum;
}

function isPlainText(head: Uint8Array): boolean {
  return head.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}
