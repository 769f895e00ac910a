/** Bytes from the start of a file that `describeFormat` needs. */
export const FORMAT_PROBE_BYTES = 512;

type Signature = readonly [offset: number, signature: string, format: string];

const ARCHIVES: readonly Signature[] = [
  [0, '\x1f\x8b', 'a gzip file'],
  [257, 'ustar', 'a TAR archive'],
  [0, 'BZh', 'a bzip2 file'],
  [0, '\xfd7zXZ\0', 'an xz file'],
  [0, '\x28\xb5\x2f\xfd', 'a Zstandard file'],
  [0, "7z\xbc\xaf'\x1c", 'a 7z archive'],
  [0, 'Rar!\x1a\x07', 'a RAR archive'],
];
const OTHERS: readonly Signature[] = [
  [0, '%PDF', 'a PDF document'],
  [0, '\xff\xd8\xff', 'a JPEG image'],
  [0, '\x89PNG', 'a PNG image'],
  [0, '<', 'a web page or XML document'],
  [0, '{', 'a JSON document'],
];

/** Describes a file that is not a ZIP, by its first bytes. */
export function describeFormat(head: Uint8Array): string {
  if (head.length === 0) return 'an empty file';
  const text = String.fromCharCode(...head);
  const trimmed = text.replace(/^(?:\xef\xbb\xbf)?\s*/, '');
  for (const [offset, signature, format] of [...ARCHIVES, ...OTHERS]) {
    if (text.startsWith(signature, offset) || (offset === 0 && trimmed.startsWith(signature))) return format;
  }
  if (isTarHeader(head)) return 'a TAR archive';
  return isPlainText(head) ? 'a text file' : 'a file of an unknown kind';
}

/** Whether it is an archive that may hold images and a manifest, but not a ZIP. */
export function isOtherArchive(format: string): boolean {
  return ARCHIVES.some(([, , archive]) => archive === format);
}

/**
 * Recognizes a TAR archive without a signature (v7): the checksum in its header is the sum of its bytes, with spaces
 * for the checksum.
 */
function isTarHeader(head: Uint8Array): boolean {
  const stored = String.fromCharCode(...head.subarray(148, 156));
  if (head[0] === 0 || !/^ *[0-7]+[ \0]*$/.test(stored)) return false;
  const block = head.slice().fill(0x20, 148, 156);
  return Number.parseInt(stored, 8) === block.reduce((sum, byte) => sum + byte, 0);
}

function isPlainText(head: Uint8Array): boolean {
  return head.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}
