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
    throw new CommandError(
      'ADDRESS_INVALID',
      `${quoted(url)} is not a valid address; write s3://bucket/key`,
      {
        cause,
      },
    );
  }
}

/** Splits an address into its bucket and a prefix of keys, which is empty or ends in a slash. Throws ADDRESS_INVALID. */
export async function s3PrefixOf(url: string): Promise<{ readonly bucket: string; readonly prefix: string }> {
  const { bucket, key } = await s3LocationOf(url);
  return { bucket, prefix: key === '' || key.endsWith('/') ? key : `${key}/` };
}
