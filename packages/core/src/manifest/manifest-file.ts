import { concat } from '../concat.ts';
import { InputError } from '../errors.ts';
import { MAX_MANIFEST_BYTES } from '../limits.ts';
import type { ByteSource } from '../ports/byte-source.ts';
import type { Inflate } from '../ports/inflate.ts';
import { quote } from '../quote.ts';
import { unpackEntry } from '../zip/unpack-entry.ts';
import type { ZipIndex } from '../zip/zip-index.ts';

/** ManifestFile is a manifest to be read: the archive's, or one given beside it. */
export interface ManifestFile {
  readonly name: string;
  /** Unpacked size in bytes. */
  readonly size: number;
  /** Its entry in the archive; undefined if it was given beside it. */
  readonly entry: number | undefined;
  readonly pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** Its `pieces` can be iterated once: they are unpacked meanwhile. @throws InputError MANIFEST_TOO_LARGE */
export function manifestInArchive(
  source: ByteSource,
  index: ZipIndex,
  entry: number,
  inflate: Inflate | undefined,
): ManifestFile {
  const pieces = unpackEntry(source, index, entry, { inflate });
  return limited({ name: index.name(entry), size: index.uncompressedSize(entry), entry, pieces });
}

/** @throws InputError MANIFEST_TOO_LARGE */
export function manifestOfBytes(name: string, bytes: Uint8Array, entry?: number): ManifestFile {
  return limited({ name, size: bytes.length, entry, pieces: [bytes] });
}

function limited(file: ManifestFile): ManifestFile {
  const { name, size, entry } = file;
  if (size <= MAX_MANIFEST_BYTES) return file;
  const [subject, details] = entry === undefined ? ['manifest', {}] : ['entry', { entry: name }];
  const message = `${subject} ${quote(name)} has ${size} bytes; at most ${MAX_MANIFEST_BYTES} are allowed`;
  throw new InputError('MANIFEST_TOO_LARGE', message, { details });
}

export async function readWhole({ pieces }: ManifestFile): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const piece of pieces) parts.push(piece);
  return concat(parts);
}
