#!/usr/bin/env bash
# Adds two lifecycle rules to the bucket, so that batches expire, and keeps its other rules.
# shellcheck source=scripts/ops/operator.sh
. "$(dirname "${BASH_SOURCE[0]}")/operator.sh"

usage() {
  cat <<'USAGE'
Usage: scripts/ops/bucket-lifecycle.sh --env NAME [--yes] [--dry-run]

BIOSPEX never deletes batches. This script adds two lifecycle rules to the bucket:

  - objects below batch/ with the tag biospex=batch are deleted after `batchExpiryDays`
  - unfinished uploads below batch/ are aborted after a day

S3 replaces all rules of a bucket at once, so the existing rules are read first and kept. Rules of the older form, with a bare prefix,
become filters with the same prefix: S3 does not allow both forms in one bucket.

  --yes      do not ask
  --dry-run  only show the differences
USAGE
}

begin "$@"

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
bucket="${environment[bucket]}"
# Never the bucket of another account.
whose=(--bucket "$bucket" --expected-bucket-owner "$account")
if ! aws s3api get-bucket-lifecycle-configuration "${whose[@]}" --output json >"$work/found.json" 2>"$work/stderr.txt"; then
  # Only this error means that there are no rules. After any other, existing rules would be lost.
  grep -q NoSuchLifecycleConfiguration "$work/stderr.txt" || fail "the lifecycle rules of $bucket cannot be read: $(cat "$work/stderr.txt")"
  echo '{ "Rules": [] }' >"$work/found.json"
fi
node24 "$root/packages/infra/src/lifecycle/merge-lifecycle.ts" "${environment[expiry_days]}" "$work"
if diff -u --label 'rules before' --label 'rules after' "$work/before.json" "$work/merged.json"; then
  say "$bucket already has these lifecycle rules"
  exit 0
fi
stop_if_dry_run 'nothing was changed'
confirm "Set these lifecycle rules for $bucket?"
minimum_size="$(<"$work/minimum-size")"
aws s3api put-bucket-lifecycle-configuration "${whose[@]}" --lifecycle-configuration "file://$work/merged.json" \
  ${minimum_size:+--transition-default-minimum-object-size "$minimum_size"}
say "$bucket has the new lifecycle rules"
