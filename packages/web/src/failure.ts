import { BatchError, type ErrorCode } from '@biospex/batch-core';

/** What can go wrong on the page: all that the core knows, and what only a browser has. */
export type FailureCode =
  | ErrorCode
  /** What was dropped is no file: a folder, a link, a text. */
  | 'NOT_A_FILE'
  /** More than one file was dropped. */
  | 'SEVERAL_FILES'
  /** A manifest was given before there was an export. */
  | 'MANIFEST_ALONE'
  /** The folder may not be written to, or a file in it. */
  | 'FOLDER_REFUSED'
  /** A batch could not be written to the end: usually the disk is full. */
  | 'SAVE_FAILED'
  /** A part of the page could not be loaded. */
  | 'WORKER_MISSING'
  /** A fault of this page. */
  | 'INTERNAL';

/** A failure as it travels from the worker to the page. */
export interface FailureReport {
  readonly code: FailureCode;
  /** One sentence, exact, with names and numbers. */
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Failure is what the page shows when something went wrong. */
export class Failure extends Error implements FailureReport {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  readonly details: FailureReport['details'];

  constructor({ code, message, details }: FailureReport) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

/** Says what anything thrown means to the page. */
export function failureOf(thrown: unknown): FailureReport {
  if (thrown instanceof Failure || thrown instanceof BatchError) {
    const { code, message, details } = thrown;
    // Details of a cause, such as a file handle, cannot always be cloned; facts can.
    return { code, message, details: JSON.parse(JSON.stringify(details)) as FailureReport['details'] };
  }
  const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return { code: 'INTERNAL', message, details: {} };
}
