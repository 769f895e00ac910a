/** The README explains each code. */
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

/** CommandError is a failure of the command's own work. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly code: CommandErrorCode;

  constructor(code: CommandErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
