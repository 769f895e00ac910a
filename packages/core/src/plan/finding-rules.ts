import { listSome, plural, quote } from '../quote.ts';
import type { FindingCode, Severity } from './finding.ts';

/** Zooniverse's project builder refuses files of this size or more (1000 * 1024 bytes). */
export const MAX_BUILDER_BYTES = 1_024_000;
/** Subjects an account may upload unless Zooniverse raises it. */
export const MAX_ACCOUNT_SUBJECTS = 10_000;

interface FindingRule {
  readonly severity: Severity;
  readonly message: (count: number, columns: readonly string[]) => string;
}

const images = (count: number): string => plural(count, 'image');
const rows = (count: number): string => plural(count, 'row');
const columnsOf = (columns: readonly string[]): string =>
  `column${columns.length === 1 ? '' : 's'} ${listSome(columns.map(quote), columns.length)}`;

/** Every kind of finding, in the order of a report: warnings before notes. */
export const FINDING_RULES: Readonly<Record<FindingCode, FindingRule>> = {
  'image-missing': {
    severity: 'warning',
    message: (n) => `${rows(n)} left out: the image is not in the archive`,
  },
  'image-name-empty': {
    severity: 'warning',
    message: (n) =>
      `${rows(n)} left out: the cell of the image is empty, and panoptes-cli stops at such a row unless -f names the column`,
  },
  'image-too-large': {
    severity: 'warning',
    message: (n) =>
      `${images(n)} of 1,024,000 bytes or more: Zooniverse's project builder refuses ${n === 1 ? 'it' : 'them'} (panoptes-cli from 1,048,577 bytes on)`,
  },
  'image-empty': {
    severity: 'warning',
    message: (n) =>
      `${images(n)} of 0 bytes: Zooniverse drops ${n === 1 ? 'the file and makes no subject of it' : 'the files and makes no subjects of them'}`,
  },
  'image-type': {
    severity: 'warning',
    message: (n) =>
      `${images(n)} of a type that Zooniverse does not take; it takes .jpg, .jpeg, .png, .gif, .svg, .mp3, .mp4, .m4a, .mpeg, .txt and .json`,
  },
  'phantom-file-name': {
    severity: 'warning',
    message: (n, columns) =>
      `${plural(n, 'cell')} of ${columnsOf(columns)} with something like .jpg inside, which Zooniverse takes for a file name: it wants that file too, and skips the subject without it; take the ending out, or empty the cell`,
  },
  'image-name-characters': {
    severity: 'warning',
    message: (n) =>
      `${plural(n, 'image name')} with characters that do not survive every system; safe are ASCII letters and digits, spaces inside, and . _ - + ( )`,
  },
  'image-name-case': {
    severity: 'warning',
    message: (n) =>
      `${plural(n, 'image name')} spelled otherwise in the archive (upper and lower case, accents): the batches have the manifest's spelling`,
  },
  'image-names-alike': {
    severity: 'warning',
    message: (n) =>
      `${plural(n, 'image name')} equal to another but for upper and lower case or the encoding of accents: Windows and macOS unpack one over the other`,
  },
  'cell-not-utf8': {
    severity: 'warning',
    message: (n) => `${plural(n, 'cell')} not in UTF-8: Zooniverse shows replacement characters there`,
  },
  'php-escapes': {
    severity: 'warning',
    message: (n) =>
      `${rows(n)} with a quote after a backslash, as PHP writes it: Zooniverse ends the cell there and shows the cells after it shifted; double the quote ("") or remove the backslash`,
  },
  'mixed-line-ends': {
    severity: 'warning',
    message: (n) =>
      `${rows(n)} of the manifest with another line end than the rest: Zooniverse may take two rows for one; save the manifest anew, with one kind of line end`,
  },
  'too-many-rows': {
    severity: 'warning',
    message: (n) =>
      `${rows(n)} in the manifest: a Zooniverse account may upload 10,000 subjects unless its allowance was raised`,
  },
  'image-shared': {
    severity: 'info',
    message: (n) => `${rows(n)} with an image that an earlier row has too`,
  },
  'image-unlisted': {
    severity: 'info',
    message: (n) => `${plural(n, 'file')} of the archive in no row, left out`,
  },
  'blank-lines': {
    severity: 'info',
    message: (n) => `${plural(n, 'blank line')} between the manifest's rows, left out`,
  },
  'mended-file-name': {
    severity: 'info',
    message: (n, columns) =>
      `${plural(n, 'cell')} of ${columnsOf(columns)} mended: .jpg and the like in links are written %2Ejpg, which is the same link, but not a file name to Zooniverse`,
  },
  'mended-escapes': {
    severity: 'info',
    message: (n, columns) =>
      `${plural(n, 'cell')} of ${columnsOf(columns)} mended: quotes after a backslash are doubled`,
  },
};
