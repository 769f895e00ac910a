// For scripts/ops/bucket-lifecycle.sh: `merge-lifecycle.ts DAYS FOLDER` reads found.json, and writes before.json, merged.json and minimum-size.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A rule as S3 gives it; what is in the rules of others does not matter here. */
interface Rule {
  readonly ID?: string;
  /** In rules of the older form. */
  readonly Prefix?: string;
  readonly Filter?: object;
}

interface Lifecycle {
  readonly Rules: readonly Rule[];
  readonly TransitionDefaultMinimumObjectSize?: string;
}

const EXPIRE = 'biospex-batch-creator-expire-batches';
const ABORT = 'biospex-batch-creator-abort-uploads';

/** The rules that a bucket has, with ours in place of those of the same IDs, or else after them. */
function mergeLifecycle(found: Lifecycle, expiryDays: number): Lifecycle {
  const ours = ourRules(expiryDays);
  const kept = found.Rules.map((rule) => ours.find(({ ID }) => ID === rule.ID) ?? withFilter(rule));
  const added = ours.filter(({ ID }) => !found.Rules.some((rule) => rule.ID === ID));
  return { Rules: [...kept, ...added] };
}

/** S3 takes no rule with a bare prefix beside one with a filter: "Filter element can only be used in Lifecycle V2". */
function withFilter({ Prefix, ...rule }: Rule): Rule {
  return Prefix === undefined ? rule : { Filter: { Prefix }, ...rule };
}

function ourRules(expiryDays: number): Rule[] {
  const expire = {
    ID: EXPIRE,
    // By tag: batches of before have none, and stay.
    Filter: { And: { Prefix: 'batch/', Tags: [{ Key: 'biospex', Value: 'batch' }] } },
    Status: 'Enabled',
    Expiration: { Days: expiryDays },
    // In a versioned bucket, what is deleted or written again is kept as a version.
    NoncurrentVersionExpiration: { NoncurrentDays: 7 },
  };
  // A rule with a tag can abort no uploads: S3 refuses it.
  const abort = {
    ID: ABORT,
    Filter: { Prefix: 'batch/' },
    Status: 'Enabled',
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
  };
  return [expire, abort];
}

/** For `JSON.stringify`: what is equal must look equal, whatever order its fields come in. */
function ordered(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const [days, folder = '.'] = process.argv.slice(2);
const found = JSON.parse(await readFile(join(folder, 'found.json'), 'utf8')) as Lifecycle;
const write = (file: string, lifecycle: Lifecycle): Promise<void> =>
  writeFile(join(folder, file), `${JSON.stringify(lifecycle, ordered, 2)}\n`);
await write('before.json', { Rules: found.Rules });
await write('merged.json', mergeLifecycle(found, Number(days)));
// Stands beside the rules, and would fall back to its default when they are put without it.
await writeFile(join(folder, 'minimum-size'), found.TransitionDefaultMinimumObjectSize ?? '');
