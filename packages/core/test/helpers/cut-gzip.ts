import { gzipSync } from 'node:zlib';

/** A gzip file of several members, the bytes cut at these offsets: what pasting gzip files together gives. */
export function gzipMembers(bytes: Uint8Array, cuts: readonly number[]): Buffer<ArrayBuffer> {
  const starts = [0, ...cuts];
  return Buffer.concat(starts.map((start, i) => gzipSync(bytes.subarray(start, starts[i + 1]))));
}

/** A gzip file with a member for each `memberBytes`. */
export function gzipMembersOf(bytes: Uint8Array, memberBytes: number): Buffer<ArrayBuffer> {
  const count = Math.ceil(bytes.length / memberBytes) - 1;
  return gzipMembers(
    bytes,
    Array.from({ length: count }, (_, i) => (i + 1) * memberBytes),
  );
}
