import { encode } from 'jpeg-js';
import { drawSpecimen } from './draw-specimen.ts';

/** The smallest image with room for any specimen, however many leaves it has. */
const MIN_IMAGE_BYTES = 4096;

/**
 * Enough for a page of thumbnails without repetition. Each takes 30 to 50 ms, and 12 MB for the tables of jpeg-js: with more, a
 * sample of 100 images takes over two seconds.
 */
const MAX_PICTURES = 18;
const MAX_HEIGHT = 640;
const QUALITY = 75;

/**
 * Draws and encodes the pictures of a sample, as large as `imageBytes` allows. The images show them in turn.
 *
 * @throws RangeError for less than 4096 bytes
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
  // In pixels. At this height, the largest of some hundreds of drawings left 15 percent of the bytes free.
  const height = Math.min(MAX_HEIGHT, Math.floor(3 * (Math.sqrt(imageBytes) - 30)));
  return Array.from({ length: Math.min(MAX_PICTURES, images) }, (_, number) => {
    return encode(drawSpecimen(seed, number, height), QUALITY).data;
  });
}
