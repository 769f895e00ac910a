/**
 * Refuses what is not a ByteSource, and says what to use instead.
 *
 * @throws TypeError
 */
export function checkSource(source: unknown): void {
  const candidate = (source ?? {}) as { size?: unknown; read?: unknown };
  if (typeof candidate.read === 'function' && typeof candidate.size === 'number') return;
  throw new TypeError(`the source must be a ByteSource, not ${describe(source)}: ${insteadOf(source)}`);
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
  if (unknown === undefined) return;
  const [nearest = ''] = allowed.toSorted((a, b) => distance(unknown, a) - distance(unknown, b));
  const hint = distance(unknown, nearest) <= unknown.length / 2 ? `, did you mean ${nearest}?` : ';';
  throw new TypeError(
    `${JSON.stringify(unknown)} is not an option${hint} the options are ${allowed.join(', ')}`,
  );
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

function describe(value: unknown): string {
  if (typeof value === 'string') return `the string '${value}'`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  return `a value of type ${Object.prototype.toString.call(value).slice(8, -1)}`;
}

function insteadOf(source: unknown): string {
  if (source instanceof Promise) return 'await it first';
  if (ArrayBuffer.isView(source) || source instanceof ArrayBuffer) return 'wrap it in a MemorySource';
  if (typeof (source as { slice?: unknown } | null)?.slice === 'function' && typeof source !== 'string')
    return 'wrap it in a BlobSource';
  return 'open a file with FileSource of @biospex/batch-core/node, or call splitExport there';
}

/** How many letters two names differ by, whatever their case (Levenshtein). */
function distance(a: string, b: string): number {
  const [from, to] = [a.toLowerCase(), b.toLowerCase()];
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
