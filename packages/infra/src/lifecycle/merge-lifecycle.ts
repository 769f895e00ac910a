// For scripts/ops/bucket-lifecycle.sh: `merge-lifecycle.ts DAYS FOLDER` reads found.json, and writes before.json, merged.json and minimum-size.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A lifecycle rule of S3. Other fields are copied unseen. */
interface Rule {
  readonly ID?: string;
  /** Only in rules of the older form. */
  readonly Prefix?: string;
  readonly Filter?: object;
}

interface Lifecycle {
  readonly Rules: readonly Rule[];
  readonly TransitionDefaultMinimumObjectSize?: string;
}

const EXPIRE = 'biospex-batch-creator-expire-batches';
const ABORT = 'biospex-batch-creator-abort-uploads';

/** Replaces the bucket's rules that have our IDs, or appends ours; keeps all others. */
function mergeLifecycle(found: Lifecycle, expiryDays: number): Lifecycle {
  const ours = ourRules(expiryDays);
  const kept = found.Rules.map((rule) => ours.find(({ ID }) => ID === rule.ID) ?? withFilter(rule));
  const added = ours.filter(({ ID }) => !found.Rules.some((rule) => rule.ID === ID));
  return { Rules: [...kept, ...added] };
}

/** S3 refuses to mix bare prefixes and filters: "Filter element can only be used in Lifecycle V2". */
function withFilter({ Prefix, ...rule }: Rule): Rule {
  return Prefix === undefined ? rule : { Filter: { Prefix }, ...rule };
}

function ourRules(expiryDays: number): Rule[] {
  const expire = {
    ID: EXPIRE,
    // By tag: older batches without it stay.
    Filter: { And: { Prefix: 'batch/', Tags: [{ Key: 'biospex', Value: 'batch' }] } },
    Status: 'Enabled',
    Expiration: { Days: expiryDays },
    // For buckets with versions.
    NoncurrentVersionExpiration: { NoncurrentDays: 7 },
  };
  // A rule of its own: S3 does not abort uploads by tag.
  const abort = {
    ID: ABORT,
    Filter: { Prefix: 'batch/' },
    Status: 'Enabled',
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
  };
  return [expire, abort];
}

/** Sorts fields for `JSON.stringify`, so that equal rules are equal as text. */
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
// A setting beside the rules: S3 resets it if rules are put without it.
await writeFile(join(folder, 'minimum-size'), found.TransitionDefaultMinimumObjectSize ?? '');
