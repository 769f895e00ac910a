#!/usr/bin/env bash
# Splits a small export in a deployed environment, and verifies the batches.
# shellcheck source=scripts/ops/operator.sh
. "$(dirname "${BASH_SOURCE[0]}")/operator.sh"

usage() {
  cat <<'USAGE'
Usage: scripts/ops/smoke-test.sh --env NAME [--yes] [--dry-run]

Uploads a sample export of 12 images, asks for batches of 5 as BIOSPEX would, waits for the result, verifies the batches with another
ZIP reader, and deletes all of it. The result goes to a queue of its own, not to BIOSPEX.

  --yes      do not ask
  --dry-run  only name the export
USAGE
}

# Of 20 seconds each: enough for a cold start and an export that runs already.
MAX_POLLS=15

command_line() { node24 --conditions=biospex-source "$root/packages/cli/src/biospex-batch.ts" "$@"; }

begin "$@"

bucket="${environment[bucket]}"
stem="smoke-test-$(date -u +%Y%m%d-%H%M%S)-$$"
file="$stem.zip"
stop_if_dry_run "s3://$bucket/export/$file would be split"
confirm "Split a sample export with ${environment[function]}?"

message_id=''
work="$(mktemp -d)"
clean_up() {
  rm -rf "$work"
  aws s3 rm "s3://$bucket/export/$file" --only-show-errors || say "left behind: s3://$bucket/export/$file"
  # Also the marker of the message, and the reason of a failed attempt.
  aws s3 rm "s3://$bucket/batch/" --recursive --exclude '*' --include "$stem-*" ${message_id:+--include "*/$message_id"} \
    --only-show-errors || say "left behind: s3://$bucket/batch/$stem-*"
}
trap clean_up EXIT

trigger_url="$(queue_url "${environment[trigger_queue]}")"
smoke_url="$(queue_url "${environment[smoke_queue]}")"
command_line sample "$work/$file" --images 12
aws s3 cp "$work/$file" "s3://$bucket/export/$file" --only-show-errors
trigger="$(node24 -p 'JSON.stringify({ downloadId: process.argv[1], file: process.argv[2], exportPath: "export/" + process.argv[2],
  s3Bucket: process.argv[3], updatesQueueUrl: process.argv[4], batchSize: 5 })' "$stem" "$file" "$bucket" "$smoke_url")"
message_id="$(aws sqs send-message --queue-url "$trigger_url" --message-body "$trigger" --query MessageId --output text)"
say "sent $trigger"

# Takes one message, and sets `result` to its body if it answers ours. Others belong to smoke tests that gave up.
result=''
poll() {
  local answer receipt
  answer="$(aws sqs receive-message --queue-url "$smoke_url" --wait-time-seconds 20 --output json)"
  [ -n "$answer" ] || return 0
  # Without a message, the output is empty or an object without messages.
  receipt="$(node24 -p 'JSON.parse(process.argv[1]).Messages?.[0].ReceiptHandle ?? ""' "$answer")"
  [ -n "$receipt" ] || return 0
  aws sqs delete-message --queue-url "$smoke_url" --receipt-handle "$receipt"
  result="$(node24 -p 'const body = JSON.parse(process.argv[1]).Messages[0].Body;
    JSON.parse(body).downloadId === process.argv[2] ? body : ""' "$answer" "$stem")"
}
for ((polls = 1; polls <= MAX_POLLS && ${#result} == 0; polls++)); do
  say "waiting for the result ($polls of $MAX_POLLS)"
  poll
done
[ -n "$result" ] || fail "no result in $((MAX_POLLS / 3)) minutes; is the function paused, or busy? docs/runbook.md#no-result"
say "received $result"

batches="$(node24 -p 'const { status, batchFiles = [] } = JSON.parse(process.argv[1]);
  status === "success" ? batchFiles.join("\n") : ""' "$result")"
[ -n "$batches" ] || fail 'the export was not split'
mkdir "$work/batches"
while IFS= read -r batch; do
  aws s3 cp "s3://$bucket/batch/$batch" "$work/batches/$batch" --only-show-errors
done <<<"$batches"
command_line verify "$work/$file" "$work/batches"
say 'The smoke test has passed.'
