// A tool on top of the library: checks an export before it is split. node check-export.js EXPORT.zip
// It ends with 0 if nothing needs a look, with 1 if something does, and with 2 if the export cannot be split.
import { InputError, planArchive } from '@biospex/batch-core';
import { FileSource, inflateByZlib } from '@biospex/batch-core/node';

const archive = await FileSource.open(process.argv[2] ?? 'export.zip');
try {
  const options = { stem: 'export', batchSize: 1000, dryRun: true, inflate: inflateByZlib };
  const { rows, batches, findings } = await planArchive(archive, options);
  console.log(`${rows} rows in ${batches.length} batches`);
  console.table(findings.map(({ severity, count, code }) => ({ severity, count, code })));
  process.exitCode = findings.some(({ severity }) => severity === 'warning') ? 1 : 0;
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  console.error(`${error.code}: ${error.message}`);
  process.exitCode = 2;
} finally {
  await archive.close();
}
