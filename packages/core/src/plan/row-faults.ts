import { InputError, type InputErrorCode } from '../errors.ts';
import { MAX_LISTED_ROWS, MAX_SHOWN } from '../limits.ts';
import { formatCount, plural } from '../format-count.ts';
import { listSome, quote } from '../quote.ts';
import type { Place } from './finding.ts';

/** Faults of a row's image name, most serious first. */
const FAULTS = {
  IMAGE_NAME_EMPTY: 'the image name is empty',
  IMAGE_NAME_NOT_UTF8: 'the image name is not UTF-8',
  IMAGE_NAME_LEAVES_FOLDER: 'the image name leads out of the folder',
  IMAGE_NAME_FORBIDDEN_CHARACTER:
    'the image name contains a slash, backslash, colon, comma or control character',
  IMAGE_IS_A_MANIFEST: 'the image is a .csv or .tsv file',
  IMAGE_AMBIGUOUS: 'the image name fits several files, or several names fit one file',
  IMAGES_MISSING: 'the image is not in the archive',
} as const satisfies Partial<Record<InputErrorCode, string>>;

export type RowFaultCode = keyof typeof FAULTS;

export type FaultyRow = Required<Pick<Place, 'row' | 'line'>> & Place;

/** RowFault is one kind of fault in an InputError's `details.faults`. */
export interface RowFault {
  readonly code: RowFaultCode;
  readonly count: number;
  /** `in 2 of 3 manifest rows the image is not in the archive` */
  readonly title: string;
  /** The first 20. */
  readonly places: readonly FaultyRow[];
}

/** RowFaults collects the faults of rows, so that one error reports all of them. */
export class RowFaults {
  readonly #tallies = new Map<RowFaultCode, { count: number; readonly places: FaultyRow[] }>();

  add(code: RowFaultCode, place: FaultyRow): void {
    const tally = this.#tallies.get(code) ?? { count: 0, places: [] };
    this.#tallies.set(code, tally);
    tally.count++;
    if (tally.places.length < MAX_SHOWN) tally.places.push(place);
  }

  /**
   * @param rowCount rows of the manifest
   * @throws InputError with the code of the most serious kind and a sentence about every kind
   */
  throwIfAny(rowCount: number): void {
    const all = plural(rowCount, 'manifest row');
    const faults = (Object.keys(FAULTS) as RowFaultCode[]).flatMap((code): RowFault[] => {
      const tally = this.#tallies.get(code);
      if (tally === undefined) return [];
      return [{ code, title: `in ${formatCount(tally.count)} of ${all} ${FAULTS[code]}`, ...tally }];
    });
    const [gravest] = faults;
    if (gravest === undefined) return;
    const sentences = faults.map(
      ({ title, count, places }) =>
        `${title}: ${listSome(places.map(describePlace), count, MAX_LISTED_ROWS)}`,
    );
    throw new InputError(gravest.code, sentences.join('; '), { details: { faults } });
  }
}

function describePlace({ row, line, name = '' }: FaultyRow): string {
  return `row ${row} (line ${line})${name === '' ? '' : ` ${quote(name)}`}`;
}
