import { open } from 'node:fs/promises';
import { reportAsCsv, type Finding } from '@biospex/batch-core';
import { CommandError } from '../command-error.ts';
import { quoted } from './printable.ts';
import { reasonOf } from './reason-of.ts';

/**
 * Writes the report as a CSV. It replaces an older report, but no other file, such as a manifest.
 *
 * @throws CommandError REPORT_FAILED
 */
export async function writeReport(path: string, findings: readonly Finding[]): Promise<void> {
  const report = Buffer.from(reportAsCsv(findings));
  const header = report.subarray(0, report.indexOf('\r\n'));
  try {
    await using file = await open(path, 'a+');
    const { buffer, bytesRead } = await file.read(Buffer.alloc(header.length), 0, header.length, 0);
    if (bytesRead > 0 && !buffer.equals(header)) throw new Error('it exists and is not a report');
    await file.truncate();
    await file.writeFile(report);
  } catch (cause) {
    const message = `the report ${quoted(path)} cannot be written: ${reasonOf(cause)}; choose another --report`;
    throw new CommandError('REPORT_FAILED', message, { cause });
  }
}
