import { InputError, type InputErrorCode } from '../errors.ts';
import { MAX_SHOWN } from '../limits.ts';
import { plural } from '../format-count.ts';
import { listSome, quote } from '../quote.ts';

/** Faults of a row's image name, most serious first, with the start of a sentence about such rows. */
const FAULTS = {
  IMAGE_NAME_EMPTY: (rows) => `${rows} without an image name`,
  IMAGE_NAME_NOT_UTF8: (rows) => `${rows} with an image name that is not UTF-8`,
  IMAGE_NAME_LEAVES_FOLDER: (rows) => `${rows} with an image name that leads out of the folder`,
  IMAGE_NAME_FORBIDDEN_CHARACTER: (rows) =>
    `${rows} with an image name that contains / \\ : , or a control character`,
  IMAGE_IS_A_MANIFEST: (rows) => `${rows} with a .csv or .tsv file as image`,
  IMAGE_AMBIGUOUS: (rows) =>
    `${rows} with an image name that fits several files, or one of several names for the same file`,
  IMAGES_MISSING: (rows) => `${rows} with an image that is not in the archive`,
} as const satisfies Partial<Record<InputErrorCode, (rows: string) => string>>;

export type RowFaultCode = keyof typeof FAULTS;

interface Tally {
  count: number;
  readonly places: string[];
  readonly rows: number[];
}

/** RowFaults collects the faults of rows, so that one error reports all of them. */
export class RowFaults {
  readonly #tallies = new Map<RowFaultCode, Tally>();

  add(code: RowFaultCode, row: number, name: string): void {
    let tally = this.#tallies.get(code);
    if (tally === undefined) {
      tally = { count: 0, places: [], rows: [] };
      this.#tallies.set(code, tally);
    }
    tally.count++;
    if (tally.places.length >= MAX_SHOWN) return;
    tally.places.push(name === '' ? `row ${row}` : `row ${row} ${quote(name)}`);
    tally.rows.push(row);
  }

  /** @throws InputError with the code of the most serious kind and a sentence about every kind */
  throwIfAny(): void {
    const kinds = (Object.keys(FAULTS) as RowFaultCode[]).flatMap((code) => {
      const tally = this.#tallies.get(code);
      return tally === undefined ? [] : [{ code, ...tally }];
    });
    const [gravest] = kinds;
    if (gravest === undefined) return;
    const sentences = kinds.map(
      ({ code, count, places }) => `${FAULTS[code](plural(count, 'row'))}: ${listSome(places, count)}`,
    );
    throw new InputError(gravest.code, `the manifest has ${sentences.join('; ')}`, {
      details: { faults: kinds.map(({ code, count, rows }) => ({ code, count, rows })) },
    });
  }
}
