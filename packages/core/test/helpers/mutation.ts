import type { BuiltZip } from './build-zip.ts';

/** A change that makes a good export archive bad, and how a splitter has to refuse it. */
export interface Mutation {
  /** What is wrong with the archive, to follow "an archive …". */
  name: string;
  /** One, or several where more than one name for the fault is defensible. */
  expectedCodes: readonly MutationCode[];
  /** Makes the bad archive from a good one, which stays as it is. */
  mutate(built: BuiltZip): Uint8Array;
}

export type MutationCode =
  | 'NOT_AN_ARCHIVE'
  | 'UNSUPPORTED_FORMAT'
  | 'TRUNCATED_ARCHIVE'
  | 'SPLIT_ARCHIVE'
  | 'CORRUPT_DIRECTORY'
  | 'DIRECTORY_TOO_LARGE'
  | 'OVERLAPPING_ENTRIES'
  | 'CORRUPT_ENTRY'
  | 'ENCRYPTED_ENTRY'
  | 'UNSUPPORTED_METHOD'
  | 'ENTRY_IS_A_LINK'
  | 'UNSAFE_ENTRY_NAME'
  | 'DUPLICATE_ENTRY'
  | 'MANIFEST_MISSING'
  | 'MANIFEST_AMBIGUOUS'
  | 'MANIFEST_CORRUPT'
  | 'MANIFEST_TOO_LARGE'
  | 'IMAGES_MISSING';

export function mutation(
  name: string,
  expected: MutationCode | readonly MutationCode[],
  mutate: (built: BuiltZip) => Uint8Array,
): Mutation {
  return { name, expectedCodes: typeof expected === 'string' ? [expected] : expected, mutate };
}
