import type { Plan } from '@biospex/batch-core';
import { shorten } from '../shorten.ts';
import type { ReplyAddress } from '../message/trigger.ts';
import type { Reason } from './message-objects.ts';

/** The name BIOSPEX knows the sender by: it throws away any other. */
const FUNCTION = 'BiospexBatchCreator';
/** Characters of an error that are passed on: it goes into a mail's line. */
const MAX_ERROR_LENGTH = 2000;

interface ResultHead {
  readonly function: typeof FUNCTION;
  /** SQS id of the message that is answered. */
  readonly messageId: string;
  readonly downloadId: number | string;
  readonly file: string;
}

export interface SuccessMessage extends ResultHead {
  readonly status: 'success';
  /** Bare names, in order. */
  readonly batchFiles: readonly string[];
  readonly rows: number;
  readonly images: number;
  readonly bytes: number;
  /** Key of the report object. */
  readonly report: string;
  /** Findings of the pre-flight. */
  readonly warnings: number;
  readonly durationMs: number;
}

export interface FailureMessage extends ResultHead {
  readonly status: 'failed';
  readonly code: string;
  /** One line that an administrator can act on. */
  readonly error: string;
}

export type ResultMessage = SuccessMessage | FailureMessage;

export function successMessage(
  { downloadId, file }: ReplyAddress,
  { batches, rows, images, bytes, findings }: Plan,
  { messageId, report, durationMs }: Pick<SuccessMessage, 'messageId' | 'report' | 'durationMs'>,
): SuccessMessage {
  return {
    function: FUNCTION,
    status: 'success',
    messageId,
    downloadId,
    file,
    batchFiles: batches.map((batch) => batch.file),
    rows,
    images,
    bytes,
    report,
    warnings: findings.filter(({ severity }) => severity === 'warning').length,
    durationMs,
  };
}

export function failureMessage(
  { downloadId, file }: ReplyAddress,
  messageId: string,
  { code, message }: Reason,
): FailureMessage {
  // One line, and nothing that SQS refuses.
  const line = message.replaceAll(/[\s\p{Cc}\p{Noncharacter_Code_Point}]+/gu, ' ');
  const error = shorten(line, MAX_ERROR_LENGTH);
  return { function: FUNCTION, status: 'failed', messageId, downloadId, file, code, error };
}
