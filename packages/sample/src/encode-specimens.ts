import { encode } from 'jpeg-js';

import { drawSpecimen } from './draw-specimen.ts';
import { minPaddingBytes, splitJpegAtScan, type JpegParts } from './pad-jpeg.ts';

/** The smallest image in which a specimen, however rich in leaves, has room. */
const minImageBytes = 4096;

/**
 * Enough for a page of thumbnails not to repeat itself. Each costs 30 to 50 ms, and 12 MB of tables that jpeg-js
 * makes anew for every picture: with more, a sample of 100 images takes over two seconds.
 */
const maxPictures = 18;
const quality = 75;

/** Picture heights in pixels, and the bytes that the largest of 48 drawings took at that height. */
const sizes = [
  { height: 640, bytes: 42_000 },
  { height: 480, bytes: 27_000 },
  { height: 320, bytes: 15_500 },
  { height: 200, bytes: 7_700 },
  { height: 120, bytes: 3_800 },
  { height: 80, bytes: 2_200 },
] as const;

/**
 * Draws and encodes the pictures that the images of a sample take turns in showing, each as large as `imageBytes`
 * allow. Throws a `RangeError` below {@link minImageBytes}.
 */
export function encodeSpecimens(options: {
  readonly seed: number;
  readonly images: number;
  readonly imageBytes: number;
}): JpegParts[] {
  const { seed, images, imageBytes } = options;
  const pictures = Math.min(maxPictures, images);
  return Array.from({ length: pictures }, (_, number) => encodeSpecimen(seed, number, imageBytes));
}

function encodeSpecimen(seed: number, number: number, imageBytes: number): JpegParts {
  const room = imageBytes - minPaddingBytes;
  for (const { height, bytes } of sizes) {
    if (bytes > room) continue;
    const jpeg = encode(drawSpecimen({ seed, number, height }), quality).data;
    if (jpeg.length <= room) return splitJpegAtScan(jpeg);
  }
  throw new RangeError(
    `imageBytes ${imageBytes}: a specimen's picture needs at least ${minImageBytes} bytes`,
  );
}
