import CRC32 from 'crc-32';

/** CRC-32 (APPNOTE 4.4.7) of `bytes`, continuing from `previous`: an unsigned 32-bit number. */
export function crc32(bytes: Uint8Array, previous = 0): number {
  return CRC32.buf(bytes, previous) >>> 0;
}
