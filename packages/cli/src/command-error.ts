/** What can go wrong with the command's own part of a job; the README says what each means. */
export type CommandErrorCode =
  | 'ARCHIVE_UNREADABLE'
  | 'MANIFEST_UNREADABLE'
  | 'NOT_A_DIRECTORY'
  | 'DIRECTORY_UNREADABLE'
  | 'REPORT_FAILED'
  | 'OUTPUT_IS_ARCHIVE'
  | 'OUTPUT_HAS_OTHER_BATCHES'
  | 'VERIFICATION_FAILED'
  | 'SAMPLE_FAILED'
  | 'ADDRESS_INVALID'
  | 'AWS_MISCONFIGURED'
  | 'MESSAGE_UNREADABLE'
  | 'INVOCATION_FAILED'
  | 'STACK_FAILED'
  | 'PAGE_FAILED'
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
