/** How much a finding matters: a `warning` needs a look before uploading to Zooniverse, `info` is good to know. */
export type Severity = 'warning' | 'info';

export type FindingCode =
  | 'image-missing'
  | 'image-name-empty'
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
  | 'php-escapes'
  | 'mixed-line-ends'
  | 'blank-lines'
  | 'too-many-rows'
  | 'mended-file-name'
  | 'mended-escapes';

/** Place is where something was found. */
export interface Place {
  /** The manifest row, counted from 1 below the header, rows without content left out. Files that no row names have none. */
  readonly row?: number;
  /** The same row as a spreadsheet counts: the header is 1, and rows without content count. */
  readonly line?: number;
  readonly column?: string;
  /** Name of an image or another file. */
  readonly name?: string;
  /** The cell as it stood and as it was mended, or some of it around the first change. */
  readonly before?: string;
  readonly after?: string;
}

/**
 * Finding is something in an export that Zooniverse, or the people who use the batches there, may stumble over.
 * It never stops a split.
 */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** One sentence for the project manager: what it is and what comes of it. */
  readonly message: string;
  /** How often it was found. The lists below show the first ones: 20, unless `maxPlaces` says otherwise. */
  readonly count: number;
  readonly places?: readonly Place[];
  /** The rows of all places, each once. */
  readonly rows?: readonly number[];
  /** The column names of all places, each once. */
  readonly columns?: readonly string[];
  /** The names of all places, each once. */
  readonly names?: readonly string[];
}
