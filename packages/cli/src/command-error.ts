/** What can go wrong with the command's own part of a job. */
export type CommandErrorCode =
  /** The archive cannot be opened. */
  | 'ARCHIVE_UNREADABLE'
  /** The manifest that was given beside the archive cannot be read. */
  | 'MANIFEST_UNREADABLE'
  /** Something that is no directory stands where the batches are or should go. */
  | 'NOT_A_DIRECTORY'
  /** The system does not let the directory be read. */
  | 'DIRECTORY_UNREADABLE'
  /** A batch would take the place of the archive itself. */
  | 'OUTPUT_IS_ARCHIVE'
  /** The output directory holds batches of another split of the same name. */
  | 'OUTPUT_HAS_OTHER_BATCHES'
  /** The batches are not what the archive says they should be. */
  | 'VERIFICATION_FAILED'
  | 'SAMPLE_FAILED'
  /** What begins with `s3://` is no address of a bucket. */
  | 'ADDRESS_INVALID'
  /** The environment names something for AWS that cannot be used. */
  | 'AWS_MISCONFIGURED'
  /** The file with the message for `invoke` cannot be read. */
  | 'MESSAGE_UNREADABLE'
  /** The function gave the message back. */
  | 'INVOCATION_FAILED'
  /** The local stack cannot be started. */
  | 'STACK_FAILED'
  /** The page cannot be served. */
  | 'PAGE_FAILED'
  /** A signal ended the command; what is left is said in the sentence. */
  | 'ABORTED';

/** CommandError is a failure with a code and one sentence, like the core's errors. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly code: CommandErrorCode;

  constructor(code: CommandErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
