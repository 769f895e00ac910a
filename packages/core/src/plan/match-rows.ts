import { InputError } from '../errors.ts';
import { plural } from '../format-count.ts';
import { GrowingUint32 } from '../growing-uint32.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { ManifestFile } from '../manifest/manifest-file.ts';
import { readManifest, type ReadManifestOptions, type RowVisitor } from '../manifest/read-manifest.ts';
import type { Row } from '../manifest/row.ts';
import { excerpt } from '../quote.ts';
import { requireFile, requireKnownMethod } from '../zip/entry-error.ts';
import { foldName } from '../zip/entry-name.ts';
import type { ZipIndex } from '../zip/zip-index.ts';
import { CellInspector } from './cell-inspector.ts';
import type { FindingCollector } from './finding-collector.ts';
import { MAX_ACCOUNT_SUBJECTS } from './finding-rules.ts';
import type { Place } from './finding.ts';
import { ImageMatcher, type ImageMatch } from './image-matcher.ts';
import { inspectImage } from './inspect-image.ts';
import { outputName } from './output-name.ts';
import type { MissingImages, PlanContents } from './plan.ts';
import { RowFaults } from './row-faults.ts';

/** The rows of the manifest with their images. */
export type MatchedRows = Omit<PlanContents, 'stem' | 'index' | 'batchSize'>;

interface MatchRowsOptions extends ReadManifestOptions {
  readonly missingImages: MissingImages;
  readonly findings: FindingCollector;
}

/**
 * Reads the manifest, finds the image of every row, and inspects both.
 *
 * @throws InputError MANIFEST_*, IMAGE_*, IMAGES_MISSING, DUPLICATE_ENTRY, ENTRY_IS_A_LINK, ENTRY_IS_NO_FILE,
 * UNSUPPORTED_METHOD
 */
export async function matchRows(
  index: ZipIndex,
  file: ManifestFile,
  { missingImages, findings, ...options }: MatchRowsOptions,
): Promise<MatchedRows> {
  const matching = new RowMatching(index, missingImages, findings);
  return matching.finish(await readManifest(file, matching, options));
}

/** Characters of a name in a place. */
const MAX_NAME_LENGTH = 250;
/** Names that certainly equal their folded form. */
const SELF_FOLDED = /^[^A-Z\u0080-\uffff]*$/;

class RowMatching implements RowVisitor {
  readonly #index: ZipIndex;
  readonly #missingImages: MissingImages;
  readonly #findings: FindingCollector;
  readonly #faults = new RowFaults();
  readonly #matcher: ImageMatcher;
  readonly #isUsed: Uint8Array;
  readonly #keptRows = new GrowingUint32();
  readonly #keptEntries = new GrowingUint32();
  /** Two names can only be alike if one differs from its folded form; none of BIOSPEX's does. */
  #hasFoldedNames = false;
  #imageColumn = 0;
  #cells: CellInspector | undefined;

  constructor(index: ZipIndex, missingImages: MissingImages, findings: FindingCollector) {
    this.#index = index;
    this.#missingImages = missingImages;
    this.#findings = findings;
    this.#isUsed = new Uint8Array(index.count);
    this.#matcher = new ImageMatcher(index);
  }

  start(columns: readonly string[], imageColumn: number): void {
    this.#imageColumn = imageColumn;
    this.#cells = new CellInspector(columns, imageColumn, this.#findings);
  }

  add(row: Row): void {
    const { number, line } = row;
    const name = row.text(this.#imageColumn);
    this.#cells?.inspect(row, name);
    if (name === undefined) {
      const shown = shorten(row.shownText(this.#imageColumn));
      this.#faults.add('IMAGE_NAME_NOT_UTF8', { row: number, line, name: shown });
      return;
    }
    const match = this.#matcher.match(name);
    const place = { row: number, line, name };
    if (match === 'IMAGES_MISSING' && this.#missingImages === 'skip')
      this.#findings.add('image-missing', { ...place, name: shorten(name) });
    else if (match === 'IMAGE_NAME_EMPTY' && this.#missingImages === 'skip')
      this.#findings.add('image-name-empty', { row: number, line });
    else if (typeof match === 'string') this.#faults.add(match, { ...place, name: shorten(name) });
    else {
      this.#keptRows.push(number - 1);
      this.#keptEntries.push(match.entry);
      this.#inspect(match, place);
    }
  }

  #inspect({ entry, isRespelled }: ImageMatch, place: Place & { readonly name: string }): void {
    if (this.#isUsed[entry] === 1) {
      this.#findings.add('image-shared', place);
      return;
    }
    this.#isUsed[entry] = 1;
    requireFile(this.#index, entry);
    requireKnownMethod(this.#index, entry);
    if (isRespelled) this.#findings.add('image-name-case', place);
    this.#hasFoldedNames ||= !SELF_FOLDED.test(place.name);
    inspectImage(place, this.#index.uncompressedSize(entry), this.#findings);
  }

  finish(manifest: Manifest): MatchedRows {
    this.#faults.throwIfAny(manifest.rowCount);
    if (this.#keptRows.length === 0) {
      const message = `the archive contains none of the images in the manifest's ${plural(manifest.rowCount, 'row')}; do archive and manifest belong together?`;
      throw new InputError('IMAGES_MISSING', message);
    }
    const usedEntries = this.#inspectEntries(manifest.entry);
    const rowCount = this.#keptRows.length;
    if (rowCount > MAX_ACCOUNT_SUBJECTS) this.#findings.addCount('too-many-rows', rowCount);
    this.#findings.addCount('mixed-line-ends', manifest.oddLineEnds);
    this.#findings.addCount('blank-lines', manifest.blankRows);
    return {
      manifest,
      keptRows: this.#keptRows.toArray(),
      keptEntries: this.#keptEntries.toArray(),
      usedEntries,
      respellings: this.#matcher.respellings,
    };
  }

  /** Checks what needs all rows, and returns the entries that rows name. */
  #inspectEntries(manifestEntry: number | undefined): Uint32Array {
    const usedEntries = new GrowingUint32();
    const foldedNames = new Set<string>();
    for (let entry = 0; entry < this.#index.count; entry++) {
      if (this.#isUsed[entry] === 1) {
        usedEntries.push(entry);
        if (this.#hasFoldedNames) this.#inspectName(entry, foldedNames);
      } else if (entry !== manifestEntry && !this.#index.isIgnored(entry)) {
        const name = this.#index.name(entry);
        // Any of them may be the manifest that was replaced.
        if (manifestEntry === undefined && /\.csv$/i.test(name)) continue;
        this.#findings.add('image-unlisted', { name });
      }
    }
    return usedEntries.toArray();
  }

  #inspectName(entry: number, foldedNames: Set<string>): void {
    const name = outputName(this.#index, entry, this.#matcher.respellings.get(entry));
    const folded = foldName(name);
    if (foldedNames.has(folded)) this.#findings.add('image-names-alike', { name });
    foldedNames.add(folded);
  }
}

/** A name that fits no entry may have 16 MiB. */
function shorten(name: string): string {
  return name.length > MAX_NAME_LENGTH ? `${excerpt(name, 0, MAX_NAME_LENGTH)}…` : name;
}
