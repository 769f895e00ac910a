import type { Plan } from '../../src/index.ts';
import { isOneLine } from './check-rejection.ts';
import { isOddHeader, readBatch, type BatchEntry } from './read-batch.ts';
import { decodeCell, imageColumnsOf, readRows, type CsvReading, type CsvRow } from './read-rows.ts';
import { sourceContent } from './source-content.ts';
import type { FuzzCase } from './fuzz-case.ts';

/** What is wrong with the batches of an archive that was split. */
export async function checkBatches(
  { archive, options }: FuzzCase,
  plan: Plan,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<string[]> {
  const check = new BatchesCheck(archive, plan);
  check.numbers(files, options.batchSize);
  let number = 0;
  for (const { file } of plan.batches) {
    const bytes = files.get(file);
    if (bytes !== undefined) await check.batch(file, bytes, number);
    number++;
  }
  check.finish(options.missingImages);
  return check.problems;
}

class BatchesCheck {
  readonly problems: string[] = [];
  readonly #archive: Buffer;
  readonly #plan: Plan;
  readonly #manifest: Buffer;
  readonly #reading: CsvReading | undefined;
  readonly #rows: readonly CsvRow[];
  readonly #imageColumn: number;
  /** The row of the source that the next row of a batch may be. */
  #nextRow = 1;
  #keptRows = 0;
  /** After a batch that cannot be read, nobody knows which row of the source comes next. */
  #isReadable = true;

  constructor(archive: Uint8Array, plan: Plan) {
    const { index, manifest } = plan.contents;
    this.#archive = Buffer.from(archive.buffer, archive.byteOffset, archive.length);
    this.#plan = plan;
    this.#manifest = sourceContent(this.#archive, index, manifest.entry) ?? Buffer.alloc(0);
    const missing = this.#countOf('image-missing');
    this.#reading = readRows(this.#manifest).find(
      ({ rows, faults }) => faults.size === 0 && rows.length - 1 === plan.rows + missing,
    );
    this.#rows = this.#reading?.rows ?? [];
    const [imageColumn] = imageColumnsOf(this.#rows[0]);
    this.#imageColumn = imageColumn ?? -1;
    if (imageColumn === undefined)
      this.problems.push('the manifest of the source has other rows, a fault or no image column');
  }

  numbers(files: ReadonlyMap<string, Uint8Array>, batchSize: number): void {
    const { batches, rows, images, bytes, findings } = this.#plan;
    const names = batches.map(({ file }) => file);
    this.#expect(
      [...files.keys()].join() === names.join(),
      `wrote ${[...files.keys()].join()}, planned ${names.join()}`,
    );
    const sum = (field: 'rows' | 'images' | 'bytes'): number =>
      batches.reduce((total, batch) => total + batch[field], 0);
    this.#expect(
      rows === sum('rows') && images === sum('images') && bytes === sum('bytes'),
      'the sums of the plan are wrong',
    );
    this.#expect(batches.length > 0, 'there is no batch');
    this.#expect(
      batches.every((batch, i) =>
        i < batches.length - 1 ? batch.rows === batchSize : batch.rows > 0 && batch.rows <= batchSize,
      ),
      'batches do not have the rows they should',
    );
    for (const { code, message } of findings)
      this.#expect(isOneLine(message), `finding ${code} is not one line: ${JSON.stringify(message)}`);
  }

  async batch(file: string, bytes: Uint8Array, number: number): Promise<void> {
    if (!this.#isReadable) return;
    const planned = this.#plan.batches[number];
    this.#expect(
      bytes.length === planned?.bytes,
      `${file} has ${bytes.length} bytes, planned ${planned?.bytes ?? 0}`,
    );
    try {
      const entries = await readBatch(bytes);
      const names = entries.map(({ name }) => name);
      this.#expect(new Set(names).size === names.length, `${file} has a name twice`);
      this.#expect(
        names.every((name) => !/[/\\]/.test(name)),
        `${file} is not flat: ${names.join()}`,
      );
      this.#expect(
        names.filter((name) => /\.[ct]sv$/i.test(name)).join() === 'manifest.csv',
        `${file} has not one manifest`,
      );
      this.#expect(
        entries.length - 1 === planned?.images,
        `${file} has ${entries.length - 1} images, planned ${planned?.images ?? 0}`,
      );
      const rows = await this.#manifestRows(file, entries[0], planned?.rows ?? 0);
      await this.#images(file, entries.slice(1), rows);
    } catch (error) {
      this.problems.push(`${file} cannot be read: ${String(error)}`);
      this.#isReadable = false;
    }
  }

  /** Compares a batch's manifest with the next rows of the source, byte for byte, and gives those. */
  async #manifestRows(file: string, entry: BatchEntry | undefined, count: number): Promise<CsvRow[]> {
    const content = (await entry?.checkedContent()) ?? Buffer.alloc(0);
    const [header, ...rows] = this.#rows;
    const found: CsvRow[] = [];
    let position = (header?.end ?? 0) - (header?.start ?? 0);
    const isHeader = content
      .subarray(0, position)
      .equals(this.#manifest.subarray(header?.start, header?.end));
    this.#expect(isHeader, `${file} has another header than the source`);
    while (position < content.length && this.#nextRow <= rows.length) {
      const row = this.#rows[this.#nextRow++]!;
      const text = this.#manifest.subarray(row.start, row.end);
      if (!content.subarray(position, position + text.length).equals(text)) continue;
      position += text.length;
      found.push(row);
    }
    this.#expect(
      position === content.length,
      `${file} has bytes in its manifest, from ${position} on, that are no row of the source`,
    );
    this.#expect(found.length === count, `${file} has ${found.length} rows, planned ${count}`);
    this.#keptRows += found.length;
    return found;
  }

  async #images(file: string, entries: readonly BatchEntry[], rows: readonly CsvRow[]): Promise<void> {
    const { index, keptEntries } = this.#plan.contents;
    const sources = new Map<string, number>();
    rows.forEach((row, i) => {
      const name = decodeCell(row.cells[this.#imageColumn] ?? '');
      sources.set(name, keptEntries[this.#keptRows - rows.length + i] ?? -1);
    });
    const [named, held] = [[...sources.keys()].join(), entries.map(({ name }) => name).join()];
    this.#expect(named === held, `${file} holds ${held} but its rows name ${named}`);
    for (const entry of entries) {
      const source = sources.get(entry.name);
      if (source !== undefined) await this.#image(entry, source);
    }
  }

  async #image(entry: BatchEntry, source: number): Promise<void> {
    const { name, crc32, hasOddHeader, content, checkedContent } = entry;
    const { index } = this.#plan.contents;
    this.#expect(
      fold(baseName(index.name(source))) === fold(name),
      `${name} comes from ${index.name(source)}`,
    );
    this.#expect(crc32 === index.crc32(source), `${name} has another CRC-32 than in the source`);
    this.#expect(
      !hasOddHeader || isOddHeader(this.#archive, index.localHeaderOffset(source), index.flags(source)),
      `${name} has other flags or sizes in its local header, unlike in the source`,
    );
    const expected = sourceContent(this.#archive, index, source);
    // What is damaged in the source stays damaged; nobody reads it.
    if (expected === undefined) return;
    // unzipper believes local headers, and cannot read an empty file whose data descriptor has no signature.
    this.#expect(
      hasOddHeader || expected.length === 0 || expected.equals(await content()),
      `${name} has other bytes than in the source, says unzipper`,
    );
    this.#expect(
      expected.equals(await checkedContent()),
      `${name} has other bytes than in the source, says yauzl`,
    );
  }

  finish(missingImages: string): void {
    if (!this.#isReadable) return;
    const missing = this.#countOf('image-missing');
    this.#expect(missingImages === 'skip' || missing === 0, `${missing} rows left out unasked`);
    const { rows } = this.#plan;
    this.#expect(this.#keptRows === rows, `${this.#keptRows} rows in batches, planned ${rows}`);
    const [counted, phpRows] = [this.#countOf('php-escapes'), this.#reading?.phpRows ?? 0];
    this.#expect(counted === phpRows, `${phpRows} rows are as PHP reads them, reported ${counted}`);
  }

  #countOf(code: string): number {
    return this.#plan.findings.find((finding) => finding.code === code)?.count ?? 0;
  }

  #expect(holds: boolean, problem: string): void {
    if (!holds) this.problems.push(problem);
  }
}

function baseName(name: string): string {
  return name.split(/[/\\]/).at(-1) ?? '';
}

function fold(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
