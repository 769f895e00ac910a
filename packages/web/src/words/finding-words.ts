import type { FindingCode } from '@biospex/batch-core';
import { countOf, formatCount } from './format.ts';

/** A finding in the words of somebody who runs a Zooniverse project. */
interface FindingWords {
  /** What is wrong, and how often. */
  readonly title: (count: number) => string;
  /** What Zooniverse, or a computer that unpacks the batches, does with it. */
  readonly zooniverse: string;
  readonly advice: string;
}

const images = (n: number): string => countOf(n, 'image');
const rows = (n: number): string => countOf(n, 'row');
const cells = (n: number): string => countOf(n, 'cell');
const names = (n: number): string => countOf(n, 'image name');

/** What there is to say of each finding. */
export const FINDING_WORDS: Readonly<Record<FindingCode, FindingWords>> = {
  'image-missing': {
    title: (n) => `${rows(n)} left out: ${n === 1 ? 'its image is' : 'their images are'} not in the archive`,
    zooniverse: 'It never sees them: the batches hold neither the rows nor the images.',
    advice: 'Export the expedition again if these specimens matter. Otherwise there is nothing to do.',
  },
  'image-name-empty': {
    title: (n) => `${rows(n)} left out: the cell of the image is empty`,
    zooniverse:
      'The project builder makes no subject of such a row. The command-line uploader stops at it, unless it is told which column names the image.',
    advice:
      'Give these rows the file name of their image, if they have one. Otherwise there is nothing to do.',
  },
  'image-too-large': {
    title: (n) => `${images(n)} of 1,024,000 bytes or more`,
    zooniverse:
      'The project builder refuses a file of this size, and makes no subject of its row. The command-line uploader refuses more than 1,048,576 bytes.',
    advice: 'Save these images smaller (a lower JPEG quality, or fewer pixels), then export again.',
  },
  'image-empty': {
    title: (n) => `${images(n)} of 0 bytes`,
    zooniverse: 'The project builder drops empty files without a word, and makes no subjects of their rows.',
    advice: 'Replace these images at their source, then export again.',
  },
  'image-type': {
    title: (n) => `${countOf(n, 'file')} of a type that Zooniverse does not take`,
    zooniverse:
      'It takes .jpg, .jpeg, .png, .gif, .svg, .mp3, .mp4, .m4a, .mpeg, .txt and .json, and passes over anything else.',
    advice: 'Save these files as JPEG or PNG, and put the new names into the column imageName.',
  },
  'phantom-file-name': {
    title: (n) => `${cells(n)} that Zooniverse takes for the name of a file`,
    zooniverse:
      'It looks for file names in every cell of every column. Something like “.jpg” inside of a link makes it wait for a file of that name, and skip the subject because there is none.',
    advice:
      'The switch above mends links. In other cells, take the ending (.jpg, .png and so on) out, empty them, or remove the column. To rename the column does not help.',
  },
  'image-name-characters': {
    title: (n) => `${names(n)} with characters that do not survive every computer`,
    zooniverse:
      'A name that is stored otherwise on the way no longer fits its row, and the subject is skipped.',
    advice: 'Safe are letters from A to Z, digits, spaces inside the name, and . _ - + ( )',
  },
  'image-name-case': {
    title: (n) => `${names(n)} spelled otherwise in the archive`,
    zooniverse:
      'It compares names letter by letter. Nothing goes wrong here: the batches have the spelling of the manifest.',
    advice: 'Nothing to do. Check a few of these images, in case the spelling meant another one.',
  },
  'image-names-alike': {
    title: (n) =>
      `${names(n)} that ${n === 1 ? 'differs' : 'differ'} from another only in upper and lower case, or in how accents are written`,
    zooniverse:
      'It tells them apart. Windows and macOS do not: unpacked there, one image takes the place of the other.',
    advice: 'Upload these batches from Linux, or rename the images at their source.',
  },
  'cell-not-utf8': {
    title: (n) => `${cells(n)} in another encoding than UTF-8`,
    zooniverse: 'It shows replacement characters (�) in place of letters such as é or ü.',
    advice: 'Save the manifest as CSV in UTF-8, and drop it here.',
  },
  'php-escapes': {
    title: (n) => `${rows(n)} with a quote after a backslash`,
    zooniverse: 'It ends the cell at that quote, and shows the cells after it in the wrong columns.',
    advice: 'Mend it here, above, or write the quote twice ("") in the manifest.',
  },
  'mixed-line-ends': {
    title: (n) => `${rows(n)} with another line end than the rest`,
    zooniverse: 'It may take two rows for one, and mix up their subjects.',
    advice:
      'Open the manifest in an editor or spreadsheet and save it with one kind of line end, and drop it here.',
  },
  'too-many-rows': {
    title: (n) => `${rows(n)} in one expedition`,
    zooniverse: `An account may upload ${formatCount(10_000)} subjects. After that the upload stops.`,
    advice: 'Ask Zooniverse to raise the allowance of your account before you upload.',
  },
  'image-shared': {
    title: (n) => `${rows(n)} with an image that an earlier row has too`,
    zooniverse: 'It makes a subject of each row: volunteers see the same picture more than once.',
    advice: 'Nothing to do, if that is meant.',
  },
  'image-unlisted': {
    title: (n) => `${countOf(n, 'file')} of the archive in no row`,
    zooniverse: 'It never sees them: they are left out of the batches.',
    advice: 'Nothing to do. If they should be subjects, add rows for them to the manifest.',
  },
  'blank-lines': {
    title: (n) => `${countOf(n, 'blank line')} between the rows`,
    zooniverse: 'It never sees them: they are left out of the batches.',
    advice: 'Nothing to do.',
  },
  'mended-file-name': {
    title: (n) => `${cells(n)} mended: links that Zooniverse took for the name of a file`,
    zooniverse: 'It finds no file name in them any more: the dot before .jpg is written as %2E.',
    advice:
      'Nothing to do. To every server it is the same link. subjectId and the image names are untouched.',
  },
  'mended-escapes': {
    title: (n) => `${cells(n)} mended: a quote after a backslash`,
    zooniverse: 'It shows all cells of the row in their own columns: the quote is written twice.',
    advice: 'Nothing to do.',
  },
};
