import { baseName, foldName, leavesFolder } from '../zip/entry-name.ts';
import { AMBIGUOUS, equalsPrefixOf, NameTable, NOT_FOUND } from '../zip/name-table.ts';
import { entryError } from '../zip/entry-error.ts';
import type { ZipIndex } from '../zip/zip-index.ts';
import type { RowFaultCode } from './row-faults.ts';

// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const FORBIDDEN = /[/\\:,\x00-\x1f\x7f]/;
const TABLE = /\.[ct]sv$/i;

const encoder = new TextEncoder();
// A name may begin with U+FEFF, which is no byte order mark there.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** How an image name was found in the archive. */
export interface ImageMatch {
  readonly entry: number;
  /** The manifest's spelling where it is not the entry's base name, letter for letter. */
  readonly respelled?: string;
}

/**
 * ImageMatcher finds the archive's entry for the image name of a row: by the exact name, else by the base name, else
 * by the base name ignoring case and Unicode normalisation form.
 */
export class ImageMatcher {
  readonly #index: ZipIndex;
  readonly #onFault: (code: RowFaultCode, row: number, name: string) => void;
  readonly #exact: NameTable;
  #byBaseName: NameTable | undefined;
  #byFoldedName: NameTable | undefined;
  #key = new Uint8Array(256);
  /** The entry behind the last one found: the next row's, where the manifest is in the archive's order. */
  #expected = 0;
  /** The names under which entries were matched, where not the entry's own base name. */
  readonly #respellings = new Map<number, string>();
  readonly #matched: Uint8Array;

  /**
   * `onFault` is told what is wrong with rows that have no match.
   *
   * @throws InputError DUPLICATE_ENTRY
   */
  constructor(index: ZipIndex, onFault: (code: RowFaultCode, row: number, name: string) => void) {
    this.#index = index;
    this.#onFault = onFault;
    this.#matched = new Uint8Array(index.count);
    this.#exact = this.#fill(
      new NameTable(
        index.count,
        (entry) => this.#nameBytes(entry),
        (entry, key, length) => this.#isName(entry, key, length),
      ),
      (entry) => {
        throw entryError('DUPLICATE_ENTRY', index, entry, 'is in the archive twice');
      },
    );
  }

  /** Names of matched entries where they are not the entry's base name, by entry. */
  get respellings(): ReadonlyMap<number, string> {
    return this.#respellings;
  }

  /** The entry for the image name of a row, or undefined after telling what is wrong with it. */
  match(name: string, row: number): ImageMatch | undefined {
    if (name === '') return this.#fault('IMAGE_NAME_EMPTY', row, '');
    if (FORBIDDEN.test(name)) {
      return this.#fault(
        leavesFolder(name) ? 'IMAGE_NAME_LEAVES_FOLDER' : 'IMAGE_NAME_FORBIDDEN_CHARACTER',
        row,
        name,
      );
    }
    if (name === '.' || name === '..') return this.#fault('IMAGE_NAME_LEAVES_FOLDER', row, name);
    if (TABLE.test(name)) return this.#fault('IMAGE_IS_A_MANIFEST', row, name);
    return this.#lookUp(name, row);
  }

  #lookUp(name: string, row: number): ImageMatch | undefined {
    let entry = this.#findExact(name);
    this.#expected = entry + 1;
    if (entry === NOT_FOUND) entry = this.#baseNames().find(encoder.encode(name));
    const isRespelled = entry === NOT_FOUND;
    if (isRespelled) entry = this.#foldedNames().find(encoder.encode(foldName(name)));
    if (entry === NOT_FOUND) return this.#fault('IMAGES_MISSING', row, name);
    if (entry === AMBIGUOUS || !this.#agreesWithEarlierRows(entry, isRespelled ? name : undefined)) {
      return this.#fault('IMAGE_AMBIGUOUS', row, name);
    }
    return isRespelled ? { entry, respelled: name } : { entry };
  }

  /** One image can have one name in a batch, so every row must spell it the same way. */
  #agreesWithEarlierRows(entry: number, respelled: string | undefined): boolean {
    if (this.#matched[entry] === 1) return this.#respellings.get(entry) === respelled;
    this.#matched[entry] = 1;
    // A copy: the name may be a slice of the manifest's text, which would stay in memory with it.
    if (respelled !== undefined) this.#respellings.set(entry, decoder.decode(encoder.encode(respelled)));
    return true;
  }

  #fault(code: RowFaultCode, row: number, name: string): undefined {
    this.#onFault(code, row, name);
    return undefined;
  }

  #findExact(name: string): number {
    if (name.length > this.#key.length) this.#key = new Uint8Array(name.length * 2);
    for (let i = 0; i < name.length; i++) {
      const code = name.charCodeAt(i);
      if (code >= 0x80) return this.#exact.find(encoder.encode(name));
      this.#key[i] = code;
    }
    const isExpected =
      this.#expected < this.#index.count &&
      !this.#index.isIgnored(this.#expected) &&
      this.#isName(this.#expected, this.#key, name.length);
    return isExpected ? this.#expected : this.#exact.find(this.#key, name.length);
  }

  /** Whether an entry's name is the first `length` bytes of `key`. */
  #isName(entry: number, key: Uint8Array, length: number): boolean {
    const index = this.#index;
    return index.hasPlainName(entry)
      ? index.storedNameLength(entry) === length && index.hasStoredName(entry, key, 0)
      : equalsPrefixOf(this.#nameBytes(entry), key, length);
  }

  #baseNames(): NameTable {
    this.#byBaseName ??= this.#tableBy((entry) => {
      const bytes = this.#nameBytes(entry);
      return bytes.subarray(Math.max(bytes.lastIndexOf(0x2f), bytes.lastIndexOf(0x5c)) + 1);
    });
    return this.#byBaseName;
  }

  #foldedNames(): NameTable {
    if (this.#byFoldedName !== undefined) return this.#byFoldedName;
    const keys = new Map<number, Uint8Array>();
    this.#byFoldedName = this.#tableBy((entry) => {
      let key = keys.get(entry);
      if (key === undefined)
        keys.set(entry, (key = encoder.encode(foldName(baseName(this.#index.name(entry))))));
      return key;
    });
    return this.#byFoldedName;
  }

  #tableBy(keyOf: (entry: number) => Uint8Array): NameTable {
    return this.#fill(new NameTable(this.#index.count, keyOf), () => undefined);
  }

  #fill(table: NameTable, onDuplicate: (entry: number) => void): NameTable {
    for (let entry = 0; entry < this.#index.count; entry++) {
      if (!this.#index.isIgnored(entry) && table.add(entry) !== NOT_FOUND) onDuplicate(entry);
    }
    return table;
  }

  #nameBytes(entry: number): Uint8Array {
    return this.#index.hasPlainName(entry)
      ? this.#index.storedName(entry)
      : encoder.encode(this.#index.name(entry));
  }
}
