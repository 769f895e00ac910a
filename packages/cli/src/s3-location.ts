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
