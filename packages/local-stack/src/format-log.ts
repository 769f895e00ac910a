/** Fields that are the same in every line of a job, or shown otherwise. */
const HIDDEN = new Set(['level', 'time', 'message', 'requestId', 'messageId', 'file', 'downloadId']);

/** Prints lines of the function's JSON log, readable, without its metrics. */
export function logPrinter(print: (line: string) => void): (line: string) => void {
  return (line) => {
    const text = formatLog(line);
    if (text !== undefined) print(text);
  };
}

/** Makes a line of JSON readable on a terminal; undefined for metrics. */
export function formatLog(line: string): string | undefined {
  const text = readable(line);
  // Control characters are shown, not sent to the terminal.
  return text?.replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}

function readable(line: string): string | undefined {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    return line;
  }
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return line;
  if ('_aws' in entry) return undefined;
  const { level, time, message } = entry as Record<string, unknown>;
  const facts = Object.entries(entry)
    .filter(([name]) => !HIDDEN.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const clock = typeof time === 'string' ? time.slice(11, 23) : '';
  return [clock, String(level).toUpperCase().padEnd(5), String(message), ...facts].join(' ').trim();
}
