#!/usr/bin/env bash
# Compares the queues with what the function needs of them.
# shellcheck source=scripts/ops/operator.sh
. "$(dirname "${BASH_SOURCE[0]}")/operator.sh"

usage() {
  cat <<'USAGE'
Usage: scripts/ops/queue-attributes.sh --env NAME [--yes] [--dry-run]

For an environment with `queues: 'import'`, whose queues the stack does not manage: shows where the trigger queue differs from what
the function needs, and sets that after a question. The exhausted queue has to exist: deploy first.

  --yes      do not ask
  --dry-run  only show the differences
USAGE
}

begin "$@"

url="$(queue_url "${environment[trigger_queue]}")"
queue_url "${environment[trigger_exhausted]}" >/dev/null
actual="$(aws sqs get-queue-attributes --queue-url "$url" --attribute-names VisibilityTimeout RedrivePolicy --output json)"
# Prints the differences for people, and below them, on one line, what to set.
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
  say "${environment[trigger_queue]} is as the function needs it"
  exit 0
fi
say "${environment[trigger_queue]} differs:"
say "$(sed '$d' <<<"$differences")"
stop_if_dry_run 'nothing was changed'
confirm 'Set these attributes?'
aws sqs set-queue-attributes --queue-url "$url" --attributes "$(tail -n 1 <<<"$differences")"
say 'set'
