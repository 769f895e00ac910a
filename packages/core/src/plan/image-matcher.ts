import { entryError } from '../zip/entry-error.ts';
import { baseName, foldName, leavesFolder } from '../zip/entry-name.ts';
import { AMBIGUOUS, NameIndex } from '../zip/name-index.ts';
import type { ZipIndex } from '../zip/zip-index.ts';
import type { RowFaultCode } from './row-faults.ts';

// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const FORBIDDEN = /[/\\:,\x00-\x1f\x7f]/;
const TABLE = /\.[ct]sv$/i;

/** The entry for an image name. */
export interface ImageMatch {
  readonly entry: number;
  /** True if the manifest spells it differently from the base name of the entry. */
  readonly isRespelled: boolean;
}

/**
 * ImageMatcher finds the entry for a row's image name: by the exact name, else by the base name, else by the base name
 * ignoring case and Unicode normalization.
 */
export class ImageMatcher {
  /** Names of matched entries in the manifest, if not their own base name. */
  readonly respellings = new Map<number, string>();
  readonly #index: ZipIndex;
  readonly #exact: NameIndex;
  #byBaseName: NameIndex | undefined;
  #byFoldedName: NameIndex | undefined;
  readonly #isMatched: Uint8Array;
  #next = 0;

  /** @throws InputError DUPLICATE_ENTRY */
  constructor(index: ZipIndex) {
    this.#index = index;
    this.#isMatched = new Uint8Array(index.count);
    this.#exact = new NameIndex(index, (name) => name);
    const duplicate = this.#exact.findDuplicate();
    if (duplicate !== undefined)
      throw entryError('DUPLICATE_ENTRY', index, duplicate, 'is in the archive twice');
  }

  /** The entry for an image name, or what is wrong with the name. */
  match(name: string): ImageMatch | RowFaultCode {
    return findNameFault(name) ?? this.#lookUp(name);
  }

  #lookUp(name: string): ImageMatch | RowFaultCode {
    const entry = this.#findExact(name) ?? this.#baseNames().find(name);
    const isRespelled = entry === undefined;
    const found = entry ?? this.#foldedNames().find(foldName(name));
    if (found === undefined) return 'IMAGES_MISSING';
    if (found === AMBIGUOUS || !this.#agreesWithEarlierRows(found, isRespelled ? name : undefined))
      return 'IMAGE_AMBIGUOUS';
    return { entry: found, isRespelled };
  }

  /** Most rows name the entry after that of the last row. */
  #findExact(name: string): number | undefined {
    const isNext = this.#next < this.#index.count && this.#index.isNamed(this.#next, name);
    const entry = isNext ? this.#next : this.#exact.find(name);
    if (entry !== undefined) this.#next = entry + 1;
    return entry;
  }

  /** An image has one name in a batch, so all rows must spell it alike. */
  #agreesWithEarlierRows(entry: number, respelled: string | undefined): boolean {
    if (this.#isMatched[entry] === 1) return this.respellings.get(entry) === respelled;
    this.#isMatched[entry] = 1;
    if (respelled !== undefined) this.respellings.set(entry, respelled);
    return true;
  }

  #baseNames(): NameIndex {
    return (this.#byBaseName ??= new NameIndex(this.#index, baseName));
  }

  #foldedNames(): NameIndex {
    return (this.#byFoldedName ??= new NameIndex(this.#index, (name) => foldName(baseName(name))));
  }
}

function findNameFault(name: string): RowFaultCode | undefined {
  if (name === '') return 'IMAGE_NAME_EMPTY';
  if (name === '.' || name === '..') return 'IMAGE_NAME_LEAVES_FOLDER';
  if (FORBIDDEN.test(name))
    return leavesFolder(name) ? 'IMAGE_NAME_LEAVES_FOLDER' : 'IMAGE_NAME_FORBIDDEN_CHARACTER';
  return TABLE.test(name) ? 'IMAGE_IS_A_MANIFEST' : undefined;
}
