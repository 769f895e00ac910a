#!/usr/bin/env bash
# Moves the messages of a dead-letter queue back to their first queue.
# shellcheck source=scripts/ops/operator.sh
. "$(dirname "${BASH_SOURCE[0]}")/operator.sh"

usage() {
  cat <<'USAGE'
Usage: scripts/ops/redrive.sh --env NAME [--queue trigger|update] [--yes] [--dry-run]

Moves the messages of a dead-letter queue back to their first queue, for new attempts. First fix what made them fail.

  --queue    trigger (the default): requests for batches; update: results for BIOSPEX
  --yes      do not ask
  --dry-run  only count the messages
USAGE
}

option[queue]=trigger
begin "$@"
which="${option[queue]}"
[[ "$which" =~ ^(trigger|update)$ ]] || misuse "--queue must be trigger or update, not $which"

dead_letters="${environment["${which}_dead_letters"]}"
url="$(queue_url "$dead_letters")"
count="$(aws sqs get-queue-attributes --queue-url "$url" --attribute-names ApproximateNumberOfMessages \
  --query Attributes.ApproximateNumberOfMessages --output text)"
say "$dead_letters has about $count messages"
if [ "$count" = 0 ]; then
  say 'nothing to move'
  exit 0
fi
stop_if_dry_run "they would move back to ${environment["${which}_queue"]}"
confirm "Move them back to ${environment["${which}_queue"]}?"
# SQS needs the destination: the teller sent these messages, not SQS itself.
source_arn="$(arn_of "$dead_letters")"
aws sqs start-message-move-task --source-arn "$source_arn" \
  --destination-arn "$(arn_of "${environment["${which}_queue"]}")" --output text >/dev/null
say "SQS is moving them. To see its progress: aws sqs list-message-move-tasks --source-arn $source_arn"
