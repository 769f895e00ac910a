/** Where the result of a job goes, and what it is about: enough to tell somebody that the job failed. */
export interface ReplyAddress {
  /** Echoed as it came. */
  readonly downloadId: number | string;
  /** Bare name of the archive, such as `123-2-6f1c….zip`. */
  readonly file: string;
  readonly updatesQueueUrl: string;
  /** Where the archive is and the batches go; undefined if the message names no bucket that may be used. */
  readonly bucket: string | undefined;
}

/** Trigger is what BIOSPEX asks for: one archive to split. */
export interface Trigger extends ReplyAddress {
  readonly bucket: string;
  /** Key of the archive. */
  readonly exportKey: string;
  /** Manifest rows in a batch, for this job. */
  readonly batchSize: number | undefined;
}
