#!/usr/bin/env bash
# Moves the messages of a dead-letter queue back to where they came from.
# shellcheck source=scripts/ops/operator.sh
. "$(dirname "${BASH_SOURCE[0]}")/operator.sh"

usage() {
  cat <<'USAGE'
Usage: scripts/ops/redrive.sh --env NAME [--queue trigger|update] [--yes] [--dry-run]

Moves the messages of a dead-letter queue back to its queue, for another round of attempts. Mend first what they died of.

  --queue    the requests for batches (trigger, the default) or the results for BIOSPEX (update)
  --yes      do not ask
  --dry-run  only tell how many messages there are
USAGE
}

which=trigger
while [ "$#" -gt 0 ]; do
  take_argument "$@"
  if [ "$taken" -eq 0 ]; then
    [ "$1" = --queue ] || misuse "unknown argument $1"
    which="${2-}"
    taken=2
    [ "$#" -ge 2 ] || misuse '--queue needs a name'
  fi
  shift "$taken"
done
[[ "$which" =~ ^(trigger|update)$ ]] || misuse "--queue is trigger or update, not $which"

check_tools aws
check_terminal
read_environment
check_account

dead_letters="${environment["${which}_dead_letters"]}"
url="$(queue_url "$dead_letters")"
count="$(aws sqs get-queue-attributes --queue-url "$url" --attribute-names ApproximateNumberOfMessages \
  --query Attributes.ApproximateNumberOfMessages --output text)"
say "$dead_letters has about $count messages"
if [ "$count" = 0 ]; then
  say 'nothing to move'
  exit 0
fi
stop_if_dry_run "they would go back to ${environment["${which}_queue"]}"
confirm "Move them back to ${environment["${which}_queue"]}?"
aws sqs start-message-move-task --source-arn "arn:aws:sqs:$AWS_REGION:$account:$dead_letters" --output text >/dev/null
say "SQS moves them now. How far it is: aws sqs list-message-move-tasks --source-arn arn:aws:sqs:$AWS_REGION:$account:$dead_letters"
