/** What BIOSPEX reads of a successful result. */
export interface Result {
  readonly function: string;
  readonly status: string;
  readonly downloadId: number | string;
  readonly file: string;
  readonly batchFiles: readonly string[];
}

/**
 * Holds a result to what BIOSPEX's listener asks of it.
 *
 * @throws Error naming what is wrong
 */
export function checkResult(result: unknown, trigger: { downloadId: number | string; file: string }): Result {
  if (typeof result !== 'object' || result === null) throw new Error('the result is no object');
  const { function: name, status, downloadId, file, batchFiles } = result as Partial<Result>;
  const areNames = Array.isArray(batchFiles) && batchFiles.every((batch) => typeof batch === 'string');
  const faults = [
    name !== 'BiospexBatchCreator' && `function is ${String(name)}`,
    status !== 'success' && `status is ${String(status)}`,
    downloadId !== trigger.downloadId && `downloadId is ${String(downloadId)}`,
    file !== trigger.file && `file is ${String(file)}`,
    !areNames && 'batchFiles is no list of names',
    areNames && batchFiles.length === 0 && 'batchFiles is empty',
    areNames && batchFiles.some((batch) => batch.includes('/')) && 'batchFiles holds paths',
  ].filter((fault) => fault !== false);
  if (faults.length > 0)
    throw new Error(`the result breaks the contract: ${faults.join(', ')}: ${JSON.stringify(result)}`);
  return result as Result;
}
