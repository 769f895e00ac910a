/** A JPEG cut in two where the scan begins: tables and sizes before, the picture itself after. */
export interface JpegParts {
  readonly beforeScan: Buffer;
  readonly scan: Buffer;
}

/** What padding needs at least: a comment long enough for no two images to be the same. */
export const minPaddingBytes = 4 + 16;

// ITU-T T.81, table B.1: a marker is FF and one of these.
const startOfImage = 0xd8;
const startOfScan = 0xda;
const comment = 0xfe;
/** Marker and payload: the two-byte length counts itself, but not the marker (T.81, B.1.1.4). */
const maxSegmentBytes = 2 + 0xffff;

/** Cuts a JPEG before its first scan. Throws a `RangeError` when the bytes are not a JPEG with a scan. */
export function splitJpegAtScan(jpeg: Buffer): JpegParts {
  if (jpeg.length < 4 || jpeg[0] !== 0xff || jpeg[1] !== startOfImage) {
    throw new RangeError('picture: does not begin like a JPEG');
  }
  let offset = 2;
  while (offset + 4 <= jpeg.length && jpeg[offset] === 0xff) {
    if (jpeg[offset + 1] === startOfScan) {
      return { beforeScan: jpeg.subarray(0, offset), scan: jpeg.subarray(offset) };
    }
    offset += 2 + jpeg.readUInt16BE(offset + 2);
  }
  throw new RangeError('picture: JPEG without a scan');
}

/**
 * Makes a JPEG of exactly `totalBytes` that shows the same picture: comments of random bytes are put before the
 * scan, where every reader skips them. `randomBytes` must return a new buffer of the length it is asked for; it is
 * called once, and what it returns becomes the image.
 */
export function padJpeg(
  parts: JpegParts,
  totalBytes: number,
  randomBytes: (length: number) => Buffer,
): Buffer {
  const paddingBytes = totalBytes - parts.beforeScan.length - parts.scan.length;
  if (paddingBytes < minPaddingBytes) {
    throw new RangeError(`padding: ${paddingBytes} bytes are left, at least ${minPaddingBytes} are needed`);
  }
  const image = randomBytes(totalBytes);
  parts.beforeScan.copy(image, 0);
  parts.scan.copy(image, totalBytes - parts.scan.length);

  // Segments of about the same length, so that none is left too short for its own header.
  const segments = Math.ceil(paddingBytes / maxSegmentBytes);
  for (let segment = 0; segment < segments; segment += 1) {
    const start = Math.floor((paddingBytes * segment) / segments);
    const end = Math.floor((paddingBytes * (segment + 1)) / segments);
    const offset = parts.beforeScan.length + start;
    image[offset] = 0xff;
    image[offset + 1] = comment;
    image.writeUInt16BE(end - start - 2, offset + 2);
  }
  return image;
}
