/** @throws RangeError for anything but a whole number from 1 on */
export function checkBatchSize(batchSize: unknown): void {
  checkCount('batchSize', batchSize);
}

/** @throws RangeError for anything but a whole number from 1 on */
export function checkCount(name: string, value: unknown): void {
  if (Number.isSafeInteger(value) && (value as number) >= 1) return;
  const shown = typeof value === 'string' ? `the string '${value}'` : String(value);
  throw new RangeError(`${name} must be a whole number from 1 on, not ${shown}`);
}
