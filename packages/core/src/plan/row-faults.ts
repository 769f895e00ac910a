import { InputError, type InputErrorCode } from '../errors.ts';
import { MAX_SHOWN } from '../limits.ts';
import { formatCount, plural } from '../format-count.ts';
import { listSome, quote } from '../quote.ts';

/** Faults of a row's image name, most serious first. */
const FAULTS = {
  IMAGE_NAME_EMPTY: 'the image name is empty',
  IMAGE_NAME_NOT_UTF8: 'the image name is not UTF-8',
  IMAGE_NAME_LEAVES_FOLDER: 'the image name leads out of the folder',
  IMAGE_NAME_FORBIDDEN_CHARACTER: 'the image name contains / \\ : , or a control character',
  IMAGE_IS_A_MANIFEST: 'the image is a .csv or .tsv file',
  IMAGE_AMBIGUOUS: 'the image name fits several files, or several names fit one file',
  IMAGES_MISSING: 'the image is not in the archive',
} as const satisfies Partial<Record<InputErrorCode, string>>;

export type RowFaultCode = keyof typeof FAULTS;

interface RowPlace {
  readonly row: number;
  readonly line: number;
  readonly name?: string;
}

interface Tally {
  count: number;
  readonly places: string[];
  readonly rows: number[];
}

/** RowFaults collects the faults of rows, so that one error reports all of them. */
export class RowFaults {
  readonly #tallies = new Map<RowFaultCode, Tally>();

  add(code: RowFaultCode, { row, line, name = '' }: RowPlace): void {
    let tally = this.#tallies.get(code);
    if (tally === undefined) {
      tally = { count: 0, places: [], rows: [] };
      this.#tallies.set(code, tally);
    }
    tally.count++;
    if (tally.places.length >= MAX_SHOWN) return;
    tally.places.push(`row ${row} (line ${line})${name === '' ? '' : ` ${quote(name)}`}`);
    tally.rows.push(row);
  }

  /**
   * @param rowCount rows of the manifest
   * @throws InputError with the code of the most serious kind and a sentence about every kind
   */
  throwIfAny(rowCount: number): void {
    const kinds = (Object.keys(FAULTS) as RowFaultCode[]).flatMap((code) => {
      const tally = this.#tallies.get(code);
      return tally === undefined ? [] : [{ code, ...tally }];
    });
    const [gravest] = kinds;
    if (gravest === undefined) return;
    const all = plural(rowCount, 'manifest row');
    const sentences = kinds.map(
      ({ code, count, places }) =>
        `in ${formatCount(count)} of ${all} ${FAULTS[code]}: ${listSome(places, count)}`,
    );
    throw new InputError(gravest.code, sentences.join('; '), {
      details: { faults: kinds.map(({ code, count, rows }) => ({ code, count, rows })) },
    });
  }
}
