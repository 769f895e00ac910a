// For scripts/ops/bucket-lifecycle.sh: `merge-lifecycle.ts [DAYS] < found > merged`; without DAYS it only orders the fields.
import { text } from 'node:stream/consumers';

/** A rule as S3 gives it; what is in the rules of others does not matter here. */
interface Rule {
  readonly ID?: string;
}

interface Lifecycle {
  readonly Rules: readonly Rule[];
}

const EXPIRE = 'biospex-batch-creator-expire-batches';
const ABORT = 'biospex-batch-creator-abort-uploads';

/** The rules that a bucket has, with ours in place of those of the same IDs, at the end. */
function mergeLifecycle(found: Lifecycle, expiryDays: number): Lifecycle {
  const others = found.Rules.filter(({ ID }) => ID !== EXPIRE && ID !== ABORT);
  return { Rules: [...others, ...ourRules(expiryDays)] };
}

function ourRules(expiryDays: number): Rule[] {
  const expire = {
    ID: EXPIRE,
    // By tag: batches of before have none, and stay.
    Filter: { And: { Prefix: 'batch/', Tags: [{ Key: 'biospex', Value: 'batch' }] } },
    Status: 'Enabled',
    Expiration: { Days: expiryDays },
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

/** The same, whatever order fields come in: what is equal must look equal. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, ordered(inner)]),
  );
}

const [days] = process.argv.slice(2);
const found = JSON.parse(await text(process.stdin)) as Lifecycle;
const result = days === undefined ? { Rules: found.Rules } : mergeLifecycle(found, Number(days));
console.log(JSON.stringify(ordered(result), undefined, 2));
