import type { Finding, FindingCode, PlanOptions } from '../../src/index.ts';
import { planZip } from './plan-zip.ts';

/** The finding of a code in an archive, or undefined if there is none. */
export async function findingOf(
  zip: Uint8Array,
  code: FindingCode,
  options: Partial<PlanOptions> = {},
): Promise<Finding | undefined> {
  return (await planZip(zip, options)).findings.find((finding) => finding.code === code);
}

/** The codes of all findings in an archive, in order. */
export async function findingCodes(
  zip: Uint8Array,
  options: Partial<PlanOptions> = {},
): Promise<FindingCode[]> {
  return (await planZip(zip, options)).findings.map(({ code }) => code);
}
