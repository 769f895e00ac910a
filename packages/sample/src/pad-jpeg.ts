/** What padding needs at least: a comment long enough for no two images to be the same. */
export const MIN_PADDING_BYTES = 4 + 16;

// ITU-T T.81, table B.1: a marker is FF and one of these.
const START_OF_IMAGE_AND_JFIF = 0xffd8ffe0;
const COMMENT = 0xfffe;
/** Marker and payload: the two-byte length counts itself, but not the marker (T.81, B.1.1.4). */
const MAX_SEGMENT_BYTES = 2 + 0xffff;

/**
 * Makes a JPEG of exactly `totalBytes` that shows the same picture: comments of random bytes are put after the JFIF header,
 * where every reader skips them. `randomBytes` must return a new buffer of the length it is asked for; it is called once, and
 * what it returns becomes the image. Throws a `RangeError` for what is not a JFIF file, or too large.
 */
export function padJpeg(jpeg: Buffer, totalBytes: number, randomBytes: (length: number) => Buffer): Buffer {
  if (jpeg.length < 6 || jpeg.readUInt32BE(0) !== START_OF_IMAGE_AND_JFIF)
    throw new RangeError('picture: does not begin like a JPEG');
  const headBytes = 4 + jpeg.readUInt16BE(4);
  const paddingBytes = totalBytes - jpeg.length;
  if (paddingBytes < MIN_PADDING_BYTES)
    throw new RangeError(`padding: ${paddingBytes} bytes are left, at least ${MIN_PADDING_BYTES} are needed`);
  const image = randomBytes(totalBytes);
  jpeg.copy(image, 0, 0, headBytes);
  jpeg.copy(image, headBytes + paddingBytes, headBytes);

  // Segments of about the same length, so that none is left too short for its own header.
  const segments = Math.ceil(paddingBytes / MAX_SEGMENT_BYTES);
  for (let segment = 0; segment < segments; segment++) {
    const start = Math.floor((paddingBytes * segment) / segments);
    const end = Math.floor((paddingBytes * (segment + 1)) / segments);
    image.writeUInt16BE(COMMENT, headBytes + start);
    image.writeUInt16BE(end - start - 2, headBytes + start + 2);
  }
  return image;
}
