import type { ArchiveSession } from './archive-session.ts';

/**
 * A picture of an image, small; undefined for what this browser does not show.
 *
 * @throws what `locateImage` throws; Failure READ_FAILED
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
    // Damaged, or of a type that browsers do not draw: to the page that is an answer, not a failure.
    return undefined;
  }
}
