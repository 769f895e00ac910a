/** Where the result of a job goes, and what it is about: enough to tell somebody that the job failed. */
export interface ReplyAddress {
  /** Echoed as it came. */
  readonly downloadId: number | string;
  /** Bare name of the archive, such as `123-2-6f1c….zip`. */
  readonly file: string;
  readonly updatesQueueUrl: string;
}

/** Trigger is what BIOSPEX asks for: one archive to split. */
export interface Trigger extends ReplyAddress {
  readonly bucket: string;
  /** Key of the archive. */
  readonly exportKey: string;
  /** Size of the archive in bytes, as BIOSPEX believes. */
  readonly totalSize: number | undefined;
  /** Manifest rows in a batch, for this job. */
  readonly batchSize: number | undefined;
}
