/** @throws TypeError unless it is a ByteSource; the message says how to make one */
export function checkSource(source: unknown): void {
  const { size, read } = (source ?? {}) as { size?: unknown; read?: unknown };
  if (typeof read === 'function' && typeof size === 'number') return;
  throw new TypeError(
    `source must be a ByteSource, got ${describe(source)}; wrap bytes in a MemorySource and a File in a BlobSource; in Node, call splitExport with a path, or open it with FileSource`,
  );
}

/** @throws TypeError for options that are unknown, or not an object */
export function checkOptionNames(options: unknown, allowed: readonly string[]): void {
  if (typeof options !== 'object' || options === null)
    throw new TypeError(`options must be an object, got ${describe(options)}`);
  const unknown = Object.keys(options).find((name) => !allowed.includes(name));
  if (unknown !== undefined)
    throw new TypeError(`unknown option ${JSON.stringify(unknown)}; the options are ${allowed.join(', ')}`);
}

/** @throws TypeError if it is not a number, RangeError if it is not a whole number of 1 or more */
export function checkWholeNumber(name: string, value: unknown): void {
  if (Number.isSafeInteger(value) && (value as number) >= 1) return;
  const ErrorType = typeof value === 'number' ? RangeError : TypeError;
  throw new ErrorType(`${name} must be a whole number of 1 or more, got ${describe(value)}`);
}

/** @throws TypeError for values that these options do not allow */
export function checkValues({
  missingImages,
  mend,
  progress,
}: {
  readonly missingImages?: unknown;
  readonly mend?: unknown;
  readonly progress?: unknown;
}): void {
  if (![undefined, 'fail', 'skip'].includes(missingImages as string | undefined))
    throw new TypeError(`missingImages must be 'fail' or 'skip', got ${describe(missingImages)}`);
  if (![undefined, true, false].includes(mend as boolean | undefined))
    throw new TypeError(`mend must be true or false, got ${describe(mend)}`);
  const { report } = (progress ?? {}) as { report?: unknown };
  if (progress !== undefined && typeof report !== 'function')
    throw new TypeError('progress must have a method report(phase, done, total)');
}

/** A value in an error message: `string '250'`, `0`, `Uint8Array`. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return `string '${value}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.prototype.toString.call(value).slice(8, -1);
}
