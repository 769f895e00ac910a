import type { S3Location } from '@biospex/batch-aws';
import { CommandError } from './command-error.ts';
import { quoted } from './output/printable.ts';

export function isS3Url(path: string): boolean {
  return path.startsWith('s3://');
}

/** @throws CommandError ADDRESS_INVALID */
export async function s3LocationOf(url: string): Promise<S3Location> {
  const { parseS3Url } = await import('./aws.ts');
  try {
    return parseS3Url(url);
  } catch (cause) {
    throw new CommandError('ADDRESS_INVALID', `${quoted(url)} is no address such as s3://bucket/key`, {
      cause,
    });
  }
}

/**
 * The bucket, and what the keys of a folder in it begin with: nothing, or a text that ends in a slash.
 *
 * @throws CommandError ADDRESS_INVALID
 */
export async function s3PrefixOf(url: string): Promise<{ readonly bucket: string; readonly prefix: string }> {
  const { bucket, key } = await s3LocationOf(url);
  return { bucket, prefix: key === '' || key.endsWith('/') ? key : `${key}/` };
}
