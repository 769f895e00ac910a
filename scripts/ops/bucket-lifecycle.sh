#!/usr/bin/env bash
# Lets batches expire: adds two rules to the bucket's lifecycle, and leaves its other rules alone.
# shellcheck source=scripts/ops/operator.sh
. "$(dirname "${BASH_SOURCE[0]}")/operator.sh"

usage() {
  cat <<'USAGE'
Usage: scripts/ops/bucket-lifecycle.sh --env NAME [--yes] [--dry-run]

Nothing in BIOSPEX deletes batches. This gives the bucket two rules: objects below batch/ with the tag biospex=batch are deleted after
the environment's `batchExpiryDays`, and uploads below batch/ that nobody finished after a day. S3 replaces all rules of a bucket
at once, so those it has are read first, and kept; rules of the older form, with a bare prefix, are put as filters of the same prefix,
since S3 takes no two forms together.

  --yes      do not ask
  --dry-run  only show the rules as they are and would be
USAGE
}

begin "$@"

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
bucket="${environment[bucket]}"
# Rules of a bucket that another account has are none of our business.
whose=(--bucket "$bucket" --expected-bucket-owner "$account")
if ! aws s3api get-bucket-lifecycle-configuration "${whose[@]}" --output json >"$work/found.json" 2>"$work/stderr.txt"; then
  # Only this one error means that there are no rules: any other, and those that exist would be lost.
  grep -q NoSuchLifecycleConfiguration "$work/stderr.txt" || fail "the rules of $bucket cannot be read: $(cat "$work/stderr.txt")"
  echo '{ "Rules": [] }' >"$work/found.json"
fi
node24 "$root/packages/infra/src/lifecycle/merge-lifecycle.ts" "${environment[expiry_days]}" "$work"
if diff -u --label 'rules now' --label 'rules then' "$work/before.json" "$work/merged.json"; then
  say "the rules of $bucket are as they should be"
  exit 0
fi
stop_if_dry_run 'nothing was changed'
confirm "Give $bucket these rules?"
minimum_size="$(<"$work/minimum-size")"
aws s3api put-bucket-lifecycle-configuration "${whose[@]}" --lifecycle-configuration "file://$work/merged.json" \
  ${minimum_size:+--transition-default-minimum-object-size "$minimum_size"}
say "$bucket has the new rules"
