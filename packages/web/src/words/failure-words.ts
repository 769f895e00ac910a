import type { FailureCode, FailureReport } from '../failure.ts';

/** A failure in words for somebody who has never heard of the format. */
interface FailureWords {
  readonly title: string;
  readonly explanation: string;
  readonly advice: string;
}

const DAMAGED =
  'Download the export from BIOSPEX again, and wait until the download is complete. If it fails again, tell the BIOSPEX team, with the line below.';
const UNPACKED =
  'Unpack it on your computer, and pack its files into a ZIP in the usual way. Then drop that ZIP here.';
const MANIFEST =
  'Correct the manifest in a spreadsheet or an editor, save it as CSV, and drop that file here: it takes the place of the old one.';
const NAMES =
  'Correct these names in the column imageName of the manifest, save it as CSV, and drop that file here: it takes the place of the old one.';

const CONTRADICTORY: FailureWords = {
  title: 'The archive is damaged',
  explanation: 'What it says of its files in two places does not agree.',
  advice: DAMAGED,
};
const NOT_AN_IMAGE: FailureWords = {
  title: 'An image in the archive is not a file',
  explanation: 'It is only a link to somewhere else, or a device.',
  advice: 'Pack the export again, with the images themselves.',
};
const TOO_LARGE: FailureWords = {
  title: 'The archive is larger than this page can take',
  explanation: 'Its table of contents or its manifest is larger than the page reads.',
  advice: 'Export the expedition in smaller parts.',
};
const FAULT_OF_THE_PAGE: FailureWords = {
  title: 'Something went wrong in this page',
  explanation: 'This is a fault of the page, not of your export. Your files are as they were.',
  advice: 'Reload the page and try again. If it happens again, please report it, with the line below.',
};

/** Every way in which the page can fail, with what there is to do about it. */
export const FAILURE_WORDS: Readonly<Record<FailureCode, FailureWords>> = {
  NOT_AN_ARCHIVE: {
    title: 'This is not a ZIP archive',
    explanation: 'The page splits the ZIP file that BIOSPEX exports, with the images and a manifest inside.',
    advice: 'Choose that file as it was downloaded. Its name ends in .zip.',
  },
  UNSUPPORTED_FORMAT: {
    title: 'This is a TAR.GZ export, or another archive that is no ZIP',
    explanation:
      'A TAR.GZ, as BIOSPEX made them until 2022, has no table of contents: a browser would have to unpack all of it to find one image.',
    advice:
      'The command splits a TAR.GZ: biospex-batch split export.tar.gz --out batches. Or unpack it, pack its files into a ZIP, and drop that here.',
  },
  TRUNCATED_ARCHIVE: {
    title: 'The archive ends too early',
    explanation: 'Its last part is missing, as after a download that broke off.',
    advice: DAMAGED,
  },
  SPLIT_ARCHIVE: {
    title: 'This is one part of an archive in several parts',
    explanation: 'The rest of it is in other files.',
    advice: UNPACKED,
  },
  CORRUPT_DIRECTORY: CONTRADICTORY,
  DIRECTORY_TOO_LARGE: TOO_LARGE,
  OVERLAPPING_ENTRIES: CONTRADICTORY,
  CORRUPT_ENTRY: CONTRADICTORY,
  ENCRYPTED_ENTRY: {
    title: 'The archive has a password',
    explanation: 'Zooniverse cannot open images behind a password, so no batch is made of them.',
    advice:
      'Unpack it with its password, and pack its files into a ZIP without one. Then drop that ZIP here.',
  },
  UNSUPPORTED_METHOD: {
    title: 'The archive is packed in a way that few programs can unpack',
    explanation: 'Its files are compressed by another method than usual.',
    advice: UNPACKED,
  },
  ENTRY_IS_A_LINK: NOT_AN_IMAGE,
  ENTRY_IS_NO_FILE: NOT_AN_IMAGE,
  UNSAFE_ENTRY_NAME: {
    title: 'The archive could write outside of its folder',
    explanation: 'A file in it has a name that leads to another place on the computer that unpacks it.',
    advice: 'Do not unpack it. Download the export from BIOSPEX again.',
  },
  DUPLICATE_ENTRY: {
    title: 'The archive holds two files of one name',
    explanation: 'Nobody can tell which of them a row means.',
    advice: 'Remove one of them from the archive, or export the expedition again.',
  },
  MANIFEST_MISSING: {
    title: 'The archive has no manifest',
    explanation:
      'There must be a manifest.csv beside the images, with a row for each and a column imageName.',
    advice: 'Choose the export as BIOSPEX made it, or drop the manifest here, too.',
  },
  MANIFEST_AMBIGUOUS: {
    title: 'Several files could be the manifest',
    explanation: 'The archive holds more than one CSV with a column imageName.',
    advice: 'Drop the right one here, or leave one of them in the archive and call it manifest.csv.',
  },
  MANIFEST_CORRUPT: {
    title: 'The manifest is damaged',
    explanation: 'It does not unpack to what the archive says it should be.',
    advice: DAMAGED,
  },
  MANIFEST_TOO_LARGE: TOO_LARGE,
  MANIFEST_ENCODING: {
    title: 'The manifest is not saved as text that Zooniverse can read',
    explanation: 'It is in UTF-16, or no text at all.',
    advice: 'Save it as CSV in UTF-8, and drop that file here.',
  },
  MANIFEST_EMPTY: {
    title: 'The manifest has no rows',
    explanation: 'There is nothing that could go into a batch.',
    advice: 'Check the expedition in BIOSPEX, and export it again.',
  },
  MANIFEST_NO_IMAGE_COLUMN: {
    title: 'The manifest has no column imageName',
    explanation: 'That column says which image belongs to a row.',
    advice:
      'Name that column imageName, save the manifest as CSV with commas between the columns, and drop it here.',
  },
  MANIFEST_TWO_IMAGE_COLUMNS: {
    title: 'The manifest has two columns imageName',
    explanation: 'Nobody can tell which of them names the image.',
    advice: 'Rename or remove one of them, and drop the corrected CSV here.',
  },
  MANIFEST_RAGGED: {
    title: 'Rows of the manifest do not fit its header',
    explanation:
      'They have more or fewer cells than there are columns: usually a comma, a quote or a line break stands in a cell without quotes around it.',
    advice: MANIFEST,
  },
  MANIFEST_UNCLOSED_QUOTE: {
    title: 'A quote in the manifest never closes',
    explanation: 'All that follows it seems to belong to one cell.',
    advice: MANIFEST,
  },
  IMAGE_NAME_EMPTY: {
    title: 'Rows have no image name',
    explanation: 'Without it nobody knows what the row is about.',
    advice:
      'Give these rows the file name of their image and drop the corrected CSV here, or leave them out.',
  },
  IMAGE_NAME_LEAVES_FOLDER: {
    title: 'Image names lead out of the archive',
    explanation: 'They are no plain file names, but paths to another place.',
    advice: NAMES,
  },
  IMAGE_NAME_FORBIDDEN_CHARACTER: {
    title: 'Image names have characters that Zooniverse does not allow',
    explanation: 'A name may not hold / \\ : or a comma.',
    advice: NAMES,
  },
  IMAGE_NAME_NOT_UTF8: {
    title: 'Image names are in another encoding than UTF-8',
    explanation: 'Their letters cannot be compared with the names in the archive.',
    advice: 'Save the manifest as CSV in UTF-8, and drop that file here.',
  },
  IMAGE_IS_A_MANIFEST: {
    title: 'Rows name a table as their image',
    explanation: 'Zooniverse takes every .csv or .tsv in an upload for another manifest.',
    advice: NAMES,
  },
  IMAGE_AMBIGUOUS: {
    title: 'Image names fit several files',
    explanation: 'Or one file goes by several names: nobody can tell which image a row means.',
    advice: NAMES,
  },
  IMAGES_MISSING: {
    title: 'Images are missing from the archive',
    explanation: 'Rows of the manifest name images that are not in it.',
    advice: 'Export the expedition again. Or leave these rows out, and split what is there.',
  },
  READ_FAILED: {
    title: 'The archive cannot be read any more',
    explanation: 'It was changed, moved or removed after you chose it, or its drive is gone.',
    advice: 'Choose it again.',
  },
  NOT_A_FILE: {
    title: 'That was no file',
    explanation: 'A folder, a link or a piece of text cannot be split.',
    advice: 'Drop the .zip that BIOSPEX exported, as it was downloaded.',
  },
  SEVERAL_FILES: {
    title: 'That was more than one file',
    explanation: 'The page splits one export at a time, with one manifest beside it at most.',
    advice: 'Drop one of them, and the next when the batches of the first are saved.',
  },
  MANIFEST_ALONE: {
    title: 'That was a manifest without its export',
    explanation: 'The images are in the export: the .zip that BIOSPEX made.',
    advice: 'Drop the export, or both of them together.',
  },
  FOLDER_REFUSED: {
    title: 'The folder cannot be written to',
    explanation:
      'The browser or the system does not allow it, a file in it is in use, or it is not there any more.',
    advice: 'Choose another folder, such as a new one in your documents.',
  },
  SAVE_FAILED: {
    title: 'A batch could not be saved',
    explanation: 'Usually the disk is full. What was begun is removed; the batches before it are whole.',
    advice: 'Make room, or choose a folder on another disk, and save again.',
  },
  WORKER_MISSING: {
    title: 'A part of the page is missing',
    explanation:
      'What does the work could not be loaded: the connection broke off, or the page was replaced by a newer one meanwhile.',
    advice:
      'Reload the page and try again. If it happens again, tell whoever runs the page, with the line below.',
  },
  INTERNAL: FAULT_OF_THE_PAGE,
  // What only a TAR.GZ, S3 or a folder of the computer gives, none of which the page reads.
  ARCHIVE_CHANGED: FAULT_OF_THE_PAGE,
  ARCHIVE_MISSING: FAULT_OF_THE_PAGE,
  CORRUPT_GZIP: FAULT_OF_THE_PAGE,
  CORRUPT_TAR: FAULT_OF_THE_PAGE,
  ARCHIVE_TOO_LARGE: FAULT_OF_THE_PAGE,
  DECOMPRESSION_BOMB: FAULT_OF_THE_PAGE,
  SPARSE_ENTRY: FAULT_OF_THE_PAGE,
  SPOOL_FAILED: FAULT_OF_THE_PAGE,
  WRITE_FAILED: FAULT_OF_THE_PAGE,
};

/** What is dropped in place of an export now and then, told by what the core takes it for. */
const MISTAKEN: Readonly<Record<string, FailureWords>> = {
  'an empty file': {
    title: 'This file is empty',
    explanation: 'It has no bytes at all: usually the download has not begun, or broke off at once.',
    advice: 'Download the export from BIOSPEX again, and wait until the download is complete.',
  },
  'a web page or XML document': {
    title: 'This is a web page, not the export',
    explanation:
      'In place of the export something like a page to sign in, or a message of an error, was saved.',
    advice:
      'Sign in to BIOSPEX, and download the export again. To look at the page, open the file in a browser.',
  },
};

/** What there is to say of a failure. */
export function wordsOfFailure({ code, details }: FailureReport): FailureWords {
  const format = code === 'NOT_AN_ARCHIVE' ? details['format'] : undefined;
  return (typeof format === 'string' ? MISTAKEN[format] : undefined) ?? FAILURE_WORDS[code];
}
