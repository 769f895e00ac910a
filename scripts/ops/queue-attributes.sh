#!/usr/bin/env bash
# Compares the trigger queue with the function's needs.
# shellcheck source=scripts/ops/operator.sh
. "$(dirname "${BASH_SOURCE[0]}")/operator.sh"

usage() {
  cat <<'USAGE'
Usage: scripts/ops/queue-attributes.sh --env NAME [--yes] [--dry-run]

With `queues: 'import'` the stack does not manage the trigger queue. This script shows which of its attributes differ from the
function's needs, asks, and sets them. Deploy first: the exhausted queue must exist.

  --yes      do not ask
  --dry-run  only show the differences
USAGE
}

begin "$@"

url="$(queue_url "${environment[trigger_queue]}")"
queue_url "${environment[trigger_exhausted]}" >/dev/null
actual="$(aws sqs get-queue-attributes --queue-url "$url" --attribute-names VisibilityTimeout RedrivePolicy --output json)"
# Prints the differences, and in the last line the attributes to set.
# shellcheck disable=SC2016 # JavaScript, not shell
differences="$(node24 -e '
  const [actual, timeout, arn, receives] = process.argv.slice(1);
  const { VisibilityTimeout, RedrivePolicy = "{}" } = JSON.parse(actual).Attributes ?? {};
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(RedrivePolicy);
  const change = {};
  if (VisibilityTimeout !== timeout) {
    console.log(`  VisibilityTimeout: ${VisibilityTimeout}, should be ${timeout}`);
    change.VisibilityTimeout = timeout;
  }
  if (deadLetterTargetArn !== arn || String(maxReceiveCount) !== receives) {
    console.log(`  RedrivePolicy: ${RedrivePolicy}, should be ${receives} receives, then ${arn}`);
    change.RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: receives });
  }
  if (Object.keys(change).length > 0) console.log(JSON.stringify(change));
' "$actual" "${environment[visibility_timeout]}" "$(arn_of "${environment[trigger_exhausted]}")" "${environment[max_receive_count]}")"
if [ -z "$differences" ]; then
  say "${environment[trigger_queue]} has the attributes that the function needs"
  exit 0
fi
say "${environment[trigger_queue]} differs:"
say "$(sed '$d' <<<"$differences")"
stop_if_dry_run 'nothing was changed'
confirm 'Set these attributes?'
aws sqs set-queue-attributes --queue-url "$url" --attributes "$(tail -n 1 <<<"$differences")"
say 'The attributes are set.'
