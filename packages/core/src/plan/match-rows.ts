import { InputError } from '../errors.ts';
import { GrowingUint32 } from '../growing-uint32.ts';
import { outputName } from './output-name.ts';
import type { Manifest, ManifestRow } from '../manifest/manifest.ts';
import { fromByteText } from '../manifest/byte-text.ts';
import { readManifest } from '../manifest/read-manifest.ts';
import type { ByteSource } from '../ports/byte-source.ts';
import type { Inflate } from '../ports/inflate.ts';
import type { Progress } from '../ports/progress.ts';
import { CellInspector } from '../preflight/cell-inspector.ts';
import type { Finding } from '../preflight/finding.ts';
import { FindingCollector } from '../preflight/finding-collector.ts';
import { MAX_ACCOUNT_SUBJECTS } from '../preflight/finding-rules.ts';
import { inspectImage } from '../preflight/inspect-image.ts';
import { foldName } from '../zip/entry-name.ts';
import { entryError, requireFile } from '../zip/entry-error.ts';
import { METHOD } from '../zip/records.ts';
import type { ZipIndex } from '../zip/zip-index.ts';
import { ImageMatcher, type ImageMatch } from './image-matcher.ts';
import type { MissingImages } from './plan.ts';
import { RowFaults } from './row-faults.ts';

/** The manifest's rows with the images found for them. */
export interface MatchedRows {
  readonly manifest: Manifest;
  /** Rows (from 0) that have their image, ascending. */
  readonly keptRows: Uint32Array;
  /** The entry of each kept row. */
  readonly keptEntries: Uint32Array;
  /** Entries that rows name, ascending, each once. */
  readonly usedEntries: Uint32Array;
  /** Names of entries in batches where not their base name. */
  readonly respellings: ReadonlyMap<number, string>;
  readonly findings: readonly Finding[];
}

interface MatchRowsOptions {
  readonly missingImages: MissingImages;
  readonly maxPlaces: number;
  readonly keepManifest: boolean;
  readonly inflate: Inflate | undefined;
  readonly progress: Progress;
  readonly signal: AbortSignal | undefined;
}

/**
 * Reads the manifest and finds the image of every row, inspecting rows and images on the way.
 *
 * @throws InputError MANIFEST_*, IMAGE_*, IMAGES_MISSING, DUPLICATE_ENTRY, ENTRY_IS_A_LINK, ENTRY_IS_NO_FILE,
 * UNSUPPORTED_METHOD
 */
export async function matchRows(
  source: ByteSource,
  index: ZipIndex,
  manifestEntry: number,
  { missingImages, maxPlaces, keepManifest, inflate, progress, signal }: MatchRowsOptions,
): Promise<MatchedRows> {
  const matching = new RowMatching(index, missingImages, maxPlaces);
  const manifest = await readManifest(source, index, manifestEntry, {
    progress,
    signal,
    inflate,
    keepBytes: keepManifest,
    onHeader: (columns, imageColumn) => {
      matching.start(columns, imageColumn);
    },
    onRow: (row) => {
      matching.add(row);
    },
  });
  return matching.finish(manifest);
}

/** Names that are sure to be their own folded form. */
const SELF_FOLDED = /^[^A-Z\u0080-\uffff]*$/;

class RowMatching {
  readonly #index: ZipIndex;
  readonly #findings: FindingCollector;
  readonly #faults = new RowFaults();
  readonly #matcher: ImageMatcher;
  readonly #isUsed: Uint8Array;
  readonly #keptRows = new GrowingUint32();
  readonly #keptEntries = new GrowingUint32();
  /** Names can only be alike when one of them is not its own folded form; BIOSPEX's all are. */
  #hasFoldedNames = false;
  #imageColumn = 0;
  #cells: CellInspector | undefined;

  constructor(index: ZipIndex, missingImages: MissingImages, maxPlaces: number) {
    this.#index = index;
    this.#findings = new FindingCollector(maxPlaces);
    this.#isUsed = new Uint8Array(index.count);
    this.#matcher = new ImageMatcher(index, (code, row, name) => {
      if (code === 'IMAGES_MISSING' && missingImages === 'skip')
        this.#findings.add('image-missing', { row, name });
      else this.#faults.add(code, row, name);
    });
  }

  start(columns: readonly string[], imageColumn: number): void {
    this.#imageColumn = imageColumn;
    this.#cells = new CellInspector(columns, imageColumn, this.#findings);
  }

  add(row: ManifestRow): void {
    this.#cells?.inspect(row);
    const cell = row.cells[this.#imageColumn]!;
    const name = row.isText ? cell : fromByteText(cell);
    if (name === undefined) {
      this.#faults.add('IMAGE_NAME_NOT_UTF8', row.number, cell);
      return;
    }
    const match = this.#matcher.match(name, row.number);
    if (match === undefined) return;
    this.#keptRows.push(row.number - 1);
    this.#keptEntries.push(match.entry);
    // An image has the manifest's spelling in its batch.
    this.#inspect(match, name, row.number);
  }

  #inspect({ entry, respelled }: ImageMatch, name: string, row: number): void {
    if (this.#isUsed[entry] === 1) {
      this.#findings.add('image-shared', { row, name });
      return;
    }
    this.#isUsed[entry] = 1;
    requireFile(this.#index, entry);
    const method = this.#index.method(entry);
    if (method !== METHOD.stored && method !== METHOD.deflated) {
      throw entryError(
        'UNSUPPORTED_METHOD',
        this.#index,
        entry,
        `is packed with compression method ${method}, which few programs unpack`,
      );
    }
    if (respelled !== undefined) this.#findings.add('image-name-case', { row, name });
    this.#hasFoldedNames ||= !SELF_FOLDED.test(name);
    inspectImage({ row, name, size: this.#index.uncompressedSize(entry) }, this.#findings);
  }

  finish(manifest: Manifest): MatchedRows {
    this.#faults.throwIfAny();
    if (this.#keptRows.length === 0) {
      throw new InputError(
        'IMAGES_MISSING',
        `none of the images of the manifest's ${manifest.rowCount} rows is in the archive`,
      );
    }
    const usedEntries = this.#entriesWhere((entry) => this.#isUsed[entry] === 1);
    this.#inspectWhole(manifest, usedEntries);
    return {
      manifest,
      keptRows: this.#keptRows.toArray(),
      keptEntries: this.#keptEntries.toArray(),
      usedEntries,
      respellings: this.#matcher.respellings,
      findings: this.#findings.findings(),
    };
  }

  /** What shows only when all rows are known. */
  #inspectWhole(manifest: Manifest, usedEntries: Uint32Array): void {
    const rowCount = this.#keptRows.length;
    if (rowCount > MAX_ACCOUNT_SUBJECTS) this.#findings.add('too-many-rows', { count: rowCount });
    if (manifest.oddLineEnds > 0) this.#findings.add('mixed-line-ends', { count: manifest.oddLineEnds });
    if (manifest.blankLines > 0) this.#findings.add('blank-lines', { count: manifest.blankLines });
    if (this.#hasFoldedNames) this.#findNamesAlike(usedEntries);
    const isUnlisted = (entry: number): boolean =>
      this.#isUsed[entry] === 0 && entry !== manifest.entry && !this.#index.isIgnored(entry);
    for (const entry of this.#entriesWhere(isUnlisted))
      this.#findings.add('image-unlisted', { name: this.#index.name(entry) });
  }

  #findNamesAlike(usedEntries: Uint32Array): void {
    const folded = new Set<string>();
    for (const entry of usedEntries) {
      const name = outputName(this.#index, entry, this.#matcher.respellings.get(entry));
      const key = foldName(name);
      if (folded.has(key)) this.#findings.add('image-names-alike', { name });
      folded.add(key);
    }
  }

  #entriesWhere(predicate: (entry: number) => boolean): Uint32Array {
    const entries = new GrowingUint32();
    for (let entry = 0; entry < this.#index.count; entry++) if (predicate(entry)) entries.push(entry);
    return entries.toArray();
  }
}
