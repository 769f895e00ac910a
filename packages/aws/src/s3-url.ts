/** S3Location names an object. */
export interface S3Location {
  readonly bucket: string;
  readonly key: string;
}

/**
 * Parses `s3://bucket/key`. The key is not decoded, and may be empty.
 *
 * @throws TypeError for anything else
 */
export function parseS3Url(url: string): S3Location {
  const match = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s.exec(url);
  if (match === null)
    throw new TypeError(`${JSON.stringify(url)} is not an S3 address such as s3://bucket/key`);
  return { bucket: match[1]!, key: match[2] ?? '' };
}

export function s3Url({ bucket, key }: S3Location): string {
  return `s3://${bucket}/${key}`;
}
