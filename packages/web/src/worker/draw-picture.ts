import type { ArchiveSession } from './archive-session.ts';

/**
 * A small picture of an image, undefined if the browser cannot draw it.
 *
 * @throws what `locateEntry` throws; Failure READ_FAILED
 */
export async function drawPicture(
  session: ArchiveSession,
  entry: number,
  height: number,
): Promise<ImageBitmap | undefined> {
  const image = await session.image(entry);
  if (image === undefined || image.size === 0) return undefined;
  try {
    return await createImageBitmap(image, { resizeHeight: height, resizeQuality: 'medium' });
  } catch {
    await session.checkReadable();
    // The image is damaged, or of a type that the browser does not know.
    return undefined;
  }
}
