/** ReplyAddress is the part of a trigger that any answer needs, even that the job failed. */
export interface ReplyAddress {
  /** Echoed with its type. */
  readonly downloadId: number | string;
  /** Bare name of the archive, such as `123-2-6f1c….zip`. */
  readonly file: string;
  readonly updatesQueueUrl: string;
  /** Bucket of the archive and the batches; undefined if the message does not name an allowed one. */
  readonly bucket: string | undefined;
}

/** Trigger is BIOSPEX's request to split one archive. */
export interface Trigger extends ReplyAddress {
  readonly bucket: string;
  /** Key of the archive. */
  readonly exportKey: string;
  /** Manifest rows in a batch. @default BATCH_SIZE */
  readonly batchSize: number | undefined;
}
