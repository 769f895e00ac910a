/** LogLines collects the lines of a log. */
export class LogLines {
  /** As on stdout. */
  readonly lines: string[] = [];

  write(line: string): void {
    this.lines.push(line);
  }

  get entries(): Readonly<Record<string, unknown>>[] {
    return this.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** The entries with this message. */
  of(message: string): Readonly<Record<string, unknown>>[] {
    return this.entries.filter((entry) => entry['message'] === message);
  }
}
