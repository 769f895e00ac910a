import type { InputErrorCode } from '../../src/index.ts';
import type { BuiltZip } from './build-zip.ts';

/** A change that makes a good export archive bad, and how a splitter has to refuse it. */
export interface Mutation {
  /** What is wrong with the archive, to follow "an archive …". */
  name: string;
  /** One, or several where more than one name for the fault is defensible. */
  expectedCodes: readonly InputErrorCode[];
  /** Makes the bad archive from a good one, which stays as it is. */
  mutate(built: BuiltZip): Uint8Array;
}

export function mutation(
  name: string,
  expected: InputErrorCode | readonly InputErrorCode[],
  mutate: (built: BuiltZip) => Uint8Array,
): Mutation {
  return { name, expectedCodes: typeof expected === 'string' ? [expected] : expected, mutate };
}
