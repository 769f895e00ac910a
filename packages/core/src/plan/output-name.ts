import { MAX_SLACK_BYTES } from '../limits.ts';
import { baseName } from '../zip/entry-name.ts';
import { localHeaderLength } from '../zip/local-header.ts';
import { FLAG } from '../zip/records.ts';
import type { ZipIndex } from '../zip/zip-index.ts';

const encoder = new TextEncoder();

/** The name of an entry in a batch: without folders, spelled as in the manifest. */
export function outputName(index: ZipIndex, entry: number, respelled: string | undefined): string {
  return respelled ?? baseName(index.name(entry));
}

/**
 * Whether an entry cannot be copied with its local header: it has another name in the batch, its name is UTF-8 without
 * the flag, or too many bytes follow its data.
 */
export function needsNewLocalHeader(index: ZipIndex, entry: number, respelled: string | undefined): boolean {
  const used = localHeaderLength(index, entry) + index.compressedSize(entry);
  if (index.extentEnd(entry) - index.localHeaderOffset(entry) - used > MAX_SLACK_BYTES) return true;
  if (index.hasPlainName(entry)) return respelled !== undefined || index.isNested(entry);
  return (
    (index.flags(entry) & FLAG.utf8) === 0 ||
    !equal(index.storedName(entry), encoder.encode(outputName(index, entry, respelled)))
  );
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
