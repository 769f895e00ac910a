import { partNumber } from '../destination/guard-output.ts';
import { quoted } from '../output/printable.ts';
import type { BatchFolder } from './batch-folder.ts';
import type { Problems } from './problems.ts';

export interface ListedBatch {
  readonly file: string;
  /** The number of the batch, from 1. */
  readonly part: number;
  /** Whether the batch before it is missing. */
  readonly isBehindGap: boolean;
}

/**
 * The batches of a name in order; a gap in their numbers is a problem, and so is that there are none.
 *
 * @throws what `BatchFolder.list` throws
 */
export async function listBatches(
  folder: BatchFolder,
  stem: string,
  problems: Problems,
): Promise<ListedBatch[]> {
  const present = await folder.list(`${stem}-part`);
  const parts = present.flatMap((name) => partNumber(name, stem) ?? []).sort((one, other) => one - other);
  if (parts.length === 0) problems.add(`there is no ${stem}-part1.zip${otherNames(present)}`);
  return parts.map((part, i) => {
    const expected = (parts[i - 1] ?? 0) + 1;
    const isBehindGap = part !== expected;
    if (isBehindGap) {
      const verb = part - 1 === expected ? 'is' : 'are';
      problems.add(`${nameParts(stem, expected, part - 1)} ${verb} missing`);
    }
    return { file: `${stem}-part${part}.zip`, part, isBehindGap };
  });
}

/** `a-part2.zip`, or `a-part2.zip to a-part7.zip`. */
export function nameParts(stem: string, first: number, last: number): string {
  return [...new Set([first, last])].map((part) => `${stem}-part${part}.zip`).join(' to ');
}

const MAX_SHOWN_NAMES = 3;

/** What the batches are called that lie there instead. */
function otherNames(present: readonly string[]): string {
  const stems = new Set(present.flatMap((name) => /^(.+)-part[1-9]\d*\.zip$/.exec(name)?.[1] ?? []));
  if (stems.size === 0) return '';
  const names = [...stems].sort().slice(0, MAX_SHOWN_NAMES).map(quoted);
  return `, but batches of another name: give --name ${names.join(' or ')}`;
}
