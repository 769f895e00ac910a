import type { Plan } from '../../src/index.ts';
import { CONTENTS } from '../../src/plan/plan.ts';
import { isOneLine } from './check-rejection.ts';
import type { FuzzCase } from './fuzz-case.ts';
import { isOddHeader, readBatch, type BatchEntry } from './read-batch.ts';
import { decodeCell, imageColumnsOf, readRows, type CsvReading } from './read-rows.ts';
import { sourceContent } from './source-content.ts';

/** Something that has to hold, and what to report if it does not. */
type Check = readonly [holds: boolean, problem: string];

/** An archive that was split, and how others read its manifest. */
interface Source {
  readonly archive: Buffer;
  readonly plan: Plan;
  readonly manifest: Buffer;
  readonly reading: CsvReading;
}

/** A header leaves more to a ZIP64 field (APPNOTE 4.4.9). */
const MAX_PLAIN_BYTES = 0xffff_fffe;

/** What is wrong with the batches of an archive that was split. */
export async function checkBatches(
  { archive, options }: FuzzCase,
  plan: Plan,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<string[]> {
  const checks = checkPlan(plan, files, options);
  const source = readSource(Buffer.from(archive), plan);
  if (source === undefined) checks.push([false, 'the manifest has other rows, or a fault']);
  else {
    checks.push(checkPhpRows(source));
    for (const [i, { file }] of plan.batches.entries()) {
      try {
        checks.push(...(await checkBatch(source, i, await readBatch(files.get(file) ?? Buffer.alloc(0)))));
      } catch (error) {
        checks.push([false, `${file} cannot be read: ${String(error)}`]);
      }
    }
  }
  return checks.flatMap(([holds, problem]) => (holds ? [] : [problem]));
}

function checkPlan(
  { batches, rows, images, bytes, findings }: Plan,
  files: ReadonlyMap<string, Uint8Array>,
  { batchSize, missingImages }: FuzzCase['options'],
): Check[] {
  const planned = batches.map((batch) => `${batch.file} of ${batch.bytes} bytes`).join();
  const written = [...files].map(([file, content]) => `${file} of ${content.length} bytes`).join();
  const sum = (field: 'rows' | 'images' | 'bytes'): number =>
    batches.reduce((total, batch) => total + batch[field], 0);
  const sizes = batches.map((batch) => batch.rows);
  const last = sizes.pop() ?? 0;
  return [
    [written === planned, `wrote ${written}, planned ${planned}`],
    [rows === sum('rows') && images === sum('images') && bytes === sum('bytes'), 'the sums are wrong'],
    [last > 0 && last <= batchSize && sizes.every((size) => size === batchSize), 'batches have wrong sizes'],
    [missingImages === 'skip' || countOf(findings, 'image-missing') === 0, 'rows are left out unasked'],
    ...findings.map(({ code, title }): Check => [
      isOneLine(title),
      `finding ${code} is not one line: ${title}`,
    ]),
  ];
}

function countOf(findings: Plan['findings'], code: string): number {
  return findings.find((finding) => finding.code === code)?.count ?? 0;
}

/** Undefined if no way to read the manifest gives the rows that the plan counts. */
function readSource(archive: Buffer, plan: Plan): Source | undefined {
  const { index, manifest: read } = plan[CONTENTS];
  const manifest = sourceContent(archive, index, read.entry!) ?? Buffer.alloc(0);
  const leftOut = ['image-missing', 'image-name-empty'];
  const count = leftOut.reduce((sum, code) => sum + countOf(plan.findings, code), plan.rows);
  const reading = readRows(manifest).find(
    ({ rows, faults }) => faults.size === 0 && rows.length - 1 === count,
  );
  return reading && { archive, plan, manifest, reading };
}

function checkPhpRows({ plan, reading: { phpRows } }: Source): Check {
  const counted = countOf(plan.findings, 'php-escapes');
  return [counted === phpRows, `reported ${counted} rows as PHP reads them, instead of ${phpRows}`];
}

/** Compares a batch with the source, byte for byte. */
async function checkBatch(source: Source, number: number, entries: BatchEntry[]): Promise<Check[]> {
  const { plan, manifest, reading } = source;
  const contents = plan[CONTENTS];
  const { file, images } = plan.batches[number]!;
  const [header, ...rows] = reading.rows;
  const [imageColumn = -1] = imageColumnsOf(header);
  const from = number * contents.batchSize;
  const kept = [...contents.keptRows.subarray(from, from + contents.batchSize)].map((row) => rows[row]!);
  const text = Buffer.concat([header!, ...kept].map(({ start, end }) => manifest.subarray(start, end)));
  const sources = new Map(
    kept.map(({ cells }, i) => [decodeCell(cells[imageColumn] ?? ''), contents.keptEntries[from + i] ?? -1]),
  );
  const found = (await entries[0]?.checkedContent()) ?? Buffer.alloc(0);
  const names = entries.map(({ name }) => name);
  const expected = ['manifest.csv', ...sources.keys()];
  const checks: Check[] = [
    [found.equals(text), `${file} has a manifest that is not the header and its rows`],
    [names.join() === expected.join(), `${file} holds ${names.join()} instead of ${expected.join()}`],
    [names.every((name) => !/[/\\]/.test(name)), `${file} is not flat: ${names.join()}`],
    [entries.length - 1 === images, `${file} has ${entries.length - 1} images, planned ${images}`],
  ];
  for (const entry of entries.slice(1))
    checks.push(...(await checkImage(source, entry, sources.get(entry.name) ?? -1)));
  return checks;
}

async function checkImage({ archive, plan }: Source, entry: BatchEntry, source: number): Promise<Check[]> {
  const { name, crc32, hasOddHeader } = entry;
  const { index } = plan[CONTENTS];
  const mayBeOdd =
    index.uncompressedSize(source) > MAX_PLAIN_BYTES ||
    isOddHeader(archive, index.localHeaderOffset(source), index.flags(source));
  const checks: Check[] = [
    [isSpelled(index.name(source), name), `${name} comes from ${index.name(source)}`],
    [crc32 === index.crc32(source), `${name} has another CRC-32 than in the source`],
    [mayBeOdd || !hasOddHeader, `${name} has a local header with other flags or sizes than the directory`],
  ];
  const content = sourceContent(archive, index, source);
  // Damaged data in the source stays damaged: it is not read.
  if (content === undefined) return checks;
  // unzipper believes odd headers, and cannot read an empty file whose data descriptor has no signature.
  const byUnzipper = hasOddHeader || content.length === 0 ? content : await entry.content();
  return [
    ...checks,
    [content.equals(byUnzipper), `${name} has other bytes than in the source, says unzipper`],
    [content.equals(await entry.checkedContent()), `${name} has other bytes than in the source, says yauzl`],
  ];
}

/** True if an entry may be stored under this name: only its folder, case and composition may differ. */
function isSpelled(entryName: string, name: string): boolean {
  const fold = (text: string): string => text.normalize('NFC').toLowerCase();
  return fold(entryName.split(/[/\\]/).at(-1) ?? '') === fold(name);
}
