import { encode } from 'jpeg-js';
import { drawSpecimen } from './draw-specimen.ts';

/** The smallest image in which a specimen, however rich in leaves, has room. */
const MIN_IMAGE_BYTES = 4096;

/**
 * Enough for a page of thumbnails not to repeat itself. Each costs 30 to 50 ms, and 12 MB of tables that jpeg-js
 * makes for every picture: with more, a sample of 100 images takes over two seconds.
 */
const MAX_PICTURES = 18;
const MAX_HEIGHT = 640;
const QUALITY = 75;

/**
 * Draws and encodes the pictures that the images of a sample take turns in showing, as large as `imageBytes` allow. Throws a
 * `RangeError` if that is less than {@link MIN_IMAGE_BYTES}.
 */
export function encodeSpecimens(options: {
  readonly seed: number;
  readonly images: number;
  readonly imageBytes: number;
}): Buffer[] {
  const { seed, images, imageBytes } = options;
  if (imageBytes < MIN_IMAGE_BYTES)
    throw new RangeError(
      `imageBytes ${imageBytes}: a specimen's picture needs at least ${MIN_IMAGE_BYTES} bytes`,
    );
  // Pixels: at this height the largest of some hundreds of drawings left 15 percent of the bytes free.
  const height = Math.min(MAX_HEIGHT, Math.floor(3 * (Math.sqrt(imageBytes) - 30)));
  return Array.from({ length: Math.min(MAX_PICTURES, images) }, (_, number) => {
    return encode(drawSpecimen(seed, number, height), QUALITY).data;
  });
}
