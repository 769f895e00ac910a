/** How much a finding matters: a `warning` needs a look before uploading to Zooniverse, `info` is good to know. */
export type Severity = 'warning' | 'info';

export type FindingCode =
  | 'image-missing'
  | 'image-too-large'
  | 'image-empty'
  | 'image-type'
  | 'image-name-characters'
  | 'image-name-case'
  | 'image-names-alike'
  | 'image-shared'
  | 'image-unlisted'
  | 'phantom-file-name'
  | 'cell-not-utf8'
  | 'mixed-line-ends'
  | 'blank-lines'
  | 'too-many-rows';

/**
 * Finding is something in an export that Zooniverse, or the people who use the batches there, may stumble over.
 * It never stops a split.
 */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** One sentence for the project manager: what it is and what comes of it. */
  readonly message: string;
  /** How often it was found, whereas the lists below show the first, 20 unless `maxPlaces` says otherwise. */
  readonly count: number;
  /** Manifest rows, counted from 1 without the header. */
  readonly rows?: readonly number[];
  /** Column names. */
  readonly columns?: readonly string[];
  /** Names of images or other files. */
  readonly names?: readonly string[];
}
