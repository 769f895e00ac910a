import { plural } from '../format-count.ts';

/** Zooniverse's project builder refuses files of this size or more (1000 * 1024 bytes). */
export const MAX_BUILDER_BYTES = 1_024_000;
/** Subjects an account may upload unless Zooniverse raises it. */
export const MAX_ACCOUNT_SUBJECTS = 10_000;

/** Check a `warning` before you upload to Zooniverse; `info` is good to know. */
export type Severity = 'warning' | 'info';

/** The texts of a finding, as in `Finding`. */
interface FindingRule {
  readonly severity: Severity;
  readonly title: (count: number) => string;
  readonly consequence: string;
  readonly remedy?: string;
}

/** Every kind of finding, in the order of a report: warnings before notes. */
export const FINDING_RULES = {
  'image-missing': {
    severity: 'warning',
    title: (n) => `${plural(n, 'row')} left out: the image is not in the archive`,
    consequence: 'Zooniverse never gets these rows.',
    remedy: 'Export the expedition again if these specimens matter.',
  },
  'image-name-empty': {
    severity: 'warning',
    title: (n) => `${plural(n, 'row')} left out: the image cell is empty`,
    consequence: 'Zooniverse never gets these rows.',
    remedy: 'If these rows have images, write the names into the manifest, and use that file.',
  },
  'image-too-large': {
    severity: 'warning',
    title: (n) => `${plural(n, 'image')} of 1,024,000 bytes or more`,
    consequence:
      'The project builder refuses such an image and skips its row. panoptes-cli accepts up to 1,048,576 bytes.',
    remedy:
      'Unpack the archive, save these images smaller under the same names, pack all files into a ZIP, and use that ZIP.',
  },
  'image-empty': {
    severity: 'warning',
    title: (n) => `${plural(n, 'image')} of 0 bytes`,
    consequence: 'Zooniverse drops empty files without a word and skips their rows.',
    remedy: 'Unpack the archive, replace these images, pack all files into a ZIP, and use that ZIP.',
  },
  'image-type': {
    severity: 'warning',
    title: (n) => `${plural(n, 'file')} of a type that Zooniverse does not accept`,
    consequence:
      'Zooniverse skips these files. It accepts .jpg, .jpeg, .png, .gif, .svg, .mp3, .mp4, .m4a, .mpeg, .txt and .json.',
    remedy:
      'Unpack the archive, save these images as JPEG or PNG, write their new names into the manifest, pack all files into a ZIP, and use that ZIP.',
  },
  'phantom-file-name': {
    severity: 'warning',
    title: (n) => `${plural(n, 'cell')} that Zooniverse takes for a file name`,
    consequence:
      'Zooniverse looks for file names in every column. It finds no file of this name and skips the subject.',
    remedy:
      'Mend links: .jpg becomes %2Ejpg, which is the same link. In other cells, remove the ending in the manifest. Or remove the column; renaming it does not help.',
  },
  'image-name-characters': {
    severity: 'warning',
    title: (n) => `${plural(n, 'image name')} with unsafe characters`,
    consequence:
      'Some computers change such a name. Then it no longer matches its row, and Zooniverse skips the subject.',
    remedy:
      'Rename these images, in the archive and in the manifest. Letters A to Z, digits, spaces inside the name and . _ - + ( ) are safe.',
  },
  'image-name-case': {
    severity: 'warning',
    title: (n) => `${plural(n, 'image name')} spelled differently in the archive`,
    consequence: 'The batches use the spelling of the manifest.',
    remedy: 'Look at a few of these images, in case a different one was meant.',
  },
  'image-names-alike': {
    severity: 'warning',
    title: (n) => `${plural(n, 'image name')} like another one except for case or accents`,
    consequence: 'On Windows and macOS the two names are the same: one image overwrites the other.',
    remedy: 'Upload these batches from Linux, or rename the images, in the archive and in the manifest.',
  },
  'cell-not-utf8': {
    severity: 'warning',
    title: (n) => `${plural(n, 'cell')} not in UTF-8`,
    consequence: 'Zooniverse shows � in place of letters such as é or ü.',
    remedy: 'Save the manifest as CSV in UTF-8, and use that file.',
  },
  'php-escapes': {
    severity: 'warning',
    title: (n) => `${plural(n, 'row')} with a quote after a backslash`,
    consequence: 'Zooniverse ends the cell at that quote and shows the following cells in the wrong columns.',
    remedy: 'Mend it, or write the quote twice ("") in the manifest.',
  },
  'mixed-line-ends': {
    severity: 'warning',
    title: (n) => `${plural(n, 'row')} with a different line ending`,
    consequence: 'Zooniverse may read two rows as one.',
    remedy: 'Open the manifest in an editor, save it with one kind of line ending, and use that file.',
  },
  'too-many-rows': {
    severity: 'warning',
    title: (n) => `${plural(n, 'row')} in one expedition`,
    consequence: 'A Zooniverse account may upload 10,000 subjects. Then the upload stops.',
    remedy: 'Before you upload, ask Zooniverse to raise the limit of your account.',
  },
  'image-shared': {
    severity: 'info',
    title: (n) => `${plural(n, 'row')} with the image of an earlier row`,
    consequence: 'Zooniverse makes a subject of each row, so volunteers see the image more than once.',
  },
  'image-unlisted': {
    severity: 'info',
    title: (n) => `${plural(n, 'file')} that no row names`,
    consequence: 'The batches leave them out.',
    remedy: 'If they should be subjects, add rows for them to the manifest.',
  },
  'blank-lines': {
    severity: 'info',
    title: (n) => `${plural(n, 'blank line')} between rows`,
    consequence: 'The batches leave them out.',
  },
  'mended-file-name': {
    severity: 'info',
    title: (n) => `${plural(n, 'cell')} mended: links that look like file names`,
    consequence: 'In the batches, .jpg in a link is written %2Ejpg. It is the same link.',
  },
  'mended-escapes': {
    severity: 'info',
    title: (n) => `${plural(n, 'cell')} mended: quotes after a backslash`,
    consequence: 'In the batches, these quotes are written twice, so every cell stays in its column.',
  },
} as const satisfies Record<string, FindingRule>;
