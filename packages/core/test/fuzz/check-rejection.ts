import { BatchError, InputError } from '../../src/index.ts';

/** The code of a refusal; what else it is, if not one. */
export function outcomeOf(error: unknown): string {
  return error instanceof BatchError ? error.code : `untyped ${String(error)}`;
}

/** What is wrong with the error that an archive in memory was refused with. */
export function checkRejection(error: unknown): string[] {
  // A StoreError is as wrong as a TypeError here: memory can be read and written.
  if (!(error instanceof InputError)) {
    return [
      `rejected with no InputError: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    ];
  }
  const problems: string[] = [];
  if (!isOneLine(error.message))
    problems.push(`the message is not one line: ${JSON.stringify(error.message)}`);
  if (/\b(?:NaN|undefined|null)\b|\[object /.test(error.message))
    problems.push(`the message is not a sentence: ${error.message}`);
  return problems;
}

/** True for text that stays on one line wherever it is printed. */
export function isOneLine(text: string): boolean {
  return text.trim() !== '' && !/[\p{Cc}\u2028\u2029]/u.test(text);
}
