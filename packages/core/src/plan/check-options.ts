// Characters that some file system, S3 or a shell would make something else of.
// eslint-disable-next-line no-control-regex -- control characters are what is refused
const UNSAFE_STEM = /[/\\:*?"<>|\x00-\x1f\x7f]/;
/** `-part1000000.zip` still fits into the 255 bytes of a file name. */
const MAX_STEM_BYTES = 235;

/** @throws TypeError for a stem that is no plain file name */
export function checkStem(stem: string): void {
  const bytes = new TextEncoder().encode(stem).length;
  if (stem === '' || stem === '.' || stem === '..' || UNSAFE_STEM.test(stem) || bytes > MAX_STEM_BYTES) {
    throw new TypeError(`stem ${JSON.stringify(stem)} is not a plain file name of 1 to ${MAX_STEM_BYTES} bytes`);
  }
}

/** @throws RangeError for anything but a whole number from 1 on */
export function checkBatchSize(batchSize: number): void {
  if (!Number.isSafeInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`batch size ${batchSize} is not a whole number from 1 on`);
  }
}
