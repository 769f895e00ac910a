/**
 * Refuses what is not a ByteSource, and says what to use instead.
 *
 * @throws TypeError
 */
export function checkSource(source: unknown): void {
  const { size, read } = (source ?? {}) as { size?: unknown; read?: unknown };
  if (typeof read === 'function' && typeof size === 'number') return;
  throw new TypeError(
    `the source must be a ByteSource, not ${describe(source)}: wrap bytes in a MemorySource and a File in a BlobSource; in Node, call splitExport with a path, or open it with FileSource`,
  );
}

/**
 * Refuses options that are not an object, and names that are not known.
 *
 * @throws TypeError
 */
export function checkOptionNames(options: unknown, allowed: readonly string[]): void {
  if (typeof options !== 'object' || options === null)
    throw new TypeError(`options must be an object, not ${describe(options)}`);
  const unknown = Object.keys(options).find((name) => !allowed.includes(name));
  if (unknown !== undefined)
    throw new TypeError(`${JSON.stringify(unknown)} is not an option; the options are ${allowed.join(', ')}`);
}

/**
 * Refuses anything but a whole number from 1 on.
 *
 * @throws TypeError for what is not a number, RangeError for other numbers
 */
export function checkWholeNumber(name: string, value: unknown): void {
  if (Number.isSafeInteger(value) && (value as number) >= 1) return;
  const ErrorType = typeof value === 'number' ? RangeError : TypeError;
  throw new ErrorType(`${name} must be a whole number from 1 on, not ${describe(value)}`);
}

/**
 * Refuses values that the types of these options do not allow.
 *
 * @throws TypeError
 */
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
    throw new TypeError(`missingImages must be 'fail' or 'skip', not ${describe(missingImages)}`);
  if (![undefined, true, false].includes(mend as boolean | undefined))
    throw new TypeError(`mend must be true or false, not ${describe(mend)}`);
  const { report } = (progress ?? {}) as { report?: unknown };
  if (progress !== undefined && typeof report !== 'function')
    throw new TypeError('progress must have a method report(phase, done, total)');
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `the string '${value}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `a value of type ${Object.prototype.toString.call(value).slice(8, -1)}`;
}
