// Separators, what some file system refuses, and what a terminal or a line of text makes something else of.
const UNSAFE_STEM = /[/\\:*?"<>|\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
/** `-part1000000.zip` still fits into the 255 bytes of a file name. */
const MAX_STEM_BYTES = 235;

/**
 * Checks what batches are to be named after: a plain file name of 1 to 235 bytes, without ending.
 *
 * @throws TypeError
 */
export function checkStem(stem: string): void {
  if (typeof stem !== 'string') throw new TypeError(`stem ${String(stem)} is not a string`);
  const bytes = new TextEncoder().encode(stem).length;
  if (stem === '' || stem === '.' || stem === '..' || UNSAFE_STEM.test(stem) || bytes > MAX_STEM_BYTES) {
    throw new TypeError(
      `stem ${JSON.stringify(stem)} is not a plain file name of 1 to ${MAX_STEM_BYTES} bytes`,
    );
  }
}

/** @throws RangeError for anything but a whole number from 1 on */
export function checkBatchSize(batchSize: number): void {
  if (!Number.isSafeInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`batch size ${batchSize} is not a whole number from 1 on`);
  }
}
