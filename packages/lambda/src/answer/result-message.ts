import type { Plan } from '@biospex/batch-core';
import type { Reason } from '../job-failure.ts';
import type { ReplyAddress } from '../message/trigger.ts';

/** BIOSPEX accepts results under this name only. */
const FUNCTION = 'BiospexBatchCreator';
/** Characters. BIOSPEX mails the error as one line. */
const MAX_ERROR_LENGTH = 2000;

export type SuccessMessage = ReturnType<typeof successMessage>;
export type FailureMessage = ReturnType<typeof failureMessage>;
export type ResultMessage = SuccessMessage | FailureMessage;

interface Origin {
  /** SQS id of the trigger. */
  readonly messageId: string;
  /** Key of the report object. */
  readonly report: string;
  readonly durationMs: number;
}

/** BIOSPEX mails this to the owner. `batchFiles` are bare names, in order; `warnings` counts findings of the pre-flight report. */
export function successMessage(
  { downloadId, file }: ReplyAddress,
  { batches, rows, images, bytes, findings }: Plan,
  { messageId, report, durationMs }: Origin,
) {
  const head = { function: FUNCTION, status: 'success' as const, messageId, downloadId, file };
  const batchFiles = batches.map((batch) => batch.file);
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  return { ...head, batchFiles, rows, images, bytes, report, warnings, durationMs };
}

/** BIOSPEX mails this to its administrators. `error` is one line that they can act on. */
export function failureMessage(
  { downloadId, file }: ReplyAddress,
  messageId: string,
  { code, message }: Reason,
) {
  // One line. SQS refuses control characters and noncharacters.
  const line = message.replaceAll(/[\s\p{Cc}\p{Noncharacter_Code_Point}]+/gu, ' ');
  // PHP cannot read JSON that holds half a surrogate pair.
  const cut = line.slice(0, MAX_ERROR_LENGTH).replace(/[\ud800-\udbff]$/, '');
  const error = line.length > MAX_ERROR_LENGTH ? `${cut}…` : line;
  return { function: FUNCTION, status: 'failed' as const, messageId, downloadId, file, code, error };
}
