#!/usr/bin/env bash
# Deploys one environment to AWS: looks at what is there, shows what would change, asks, deploys, and tries it.
# shellcheck source=scripts/ops/operator.sh
. "$(dirname "${BASH_SOURCE[0]}")/scripts/ops/operator.sh"

usage() {
  cat <<'USAGE'
Usage: ./deploy.sh [--env prod|dev|loc] [--yes] [--dry-run] [--no-smoke-test]

Deploys one environment to AWS (docs/deploying.md). Asks for what is not said, and before it changes anything.

  --env NAME       the environment
  --yes            do not ask, for pipelines; --env has to be given
  --dry-run        check everything and show what would change, but change nothing
  --no-smoke-test  do not send a sample export through afterwards
USAGE
}

is_tried=true
while [ "$#" -gt 0 ]; do
  take_argument "$@"
  if [ "$taken" -eq 0 ]; then
    [ "$1" = --no-smoke-test ] || misuse "unknown argument $1"
    is_tried=false
    taken=1
  fi
  shift "$taken"
done

cdk="$root/packages/infra/node_modules/.bin/cdk"

cdk() {
  # The Node of this repository runs the app, too.
  (cd "$root" && PATH="$root/node_modules/.bin:$PATH" CDK_DISABLE_CLI_TELEMETRY=1 "$cdk" "$@")
}

# exists COMMAND... tells whether AWS knows something. Any other failure than "there is none" ends the script.
exists() {
  local message
  message="$("$@" --output text 2>&1 >/dev/null)" && return 0
  grep -qE 'NonExistentQueue|QueueDoesNotExist|ResourceNotFound|does not exist|\(404\)' <<<"$message" && return 1
  fail "$message"
}

# What the stack would make must not be there yet, unless the stack made it: CloudFormation would only fail half-way.
check_names() {
  local queue
  if exists aws cloudformation describe-stacks --stack-name "${environment[stack]}"; then
    say "${environment[stack]} is deployed; this is an update"
    return 0
  fi
  say "${environment[stack]} is not deployed yet"
  exists aws lambda get-function --function-name "${environment[function]}" &&
    fail "there is a function ${environment[function]} already: docs/deploying.md#a-function-of-that-name-exists"
  if [ "${environment[queues]}" = import ]; then return 0; fi
  for queue in "${environment[trigger_queue]}" "${environment[update_queue]}"; do
    exists aws sqs get-queue-url --queue-name "$queue" &&
      fail "there is a queue $queue already: docs/deploying.md#the-queues-exist"
  done
  return 0
}

check_bucket() {
  exists aws s3api head-bucket --bucket "${environment[bucket]}" ||
    fail "there is no bucket ${environment[bucket]}, or it is somebody else's"
}

# Sets `needs_bootstrap`: the CDK keeps the function's code in a bucket of its own.
check_bootstrap() {
  needs_bootstrap=false
  exists aws cloudformation describe-stacks --stack-name CDKToolkit || needs_bootstrap=true
}

show_environment() {
  local key
  for key in bucket function trigger_queue update_queue queues file_system memory_mib timeout_seconds \
    reserved_concurrency max_receive_count alarm_email expiry_days; do
    printf '  %-20s %s\n' "$key" "${environment[$key]:--}"
  done
}

check_tools aws npx
[ -x "$cdk" ] || fail 'the packages are not installed: npx --yes pnpm@10 install'
check_terminal

heading 'Where to'
read_environment
check_account
show_environment

heading 'What is there'
check_bucket
check_names
check_bootstrap

heading 'What would change'
if [ "$needs_bootstrap" = true ]; then
  say "the CDK is not set up in this account and region (cdk bootstrap aws://$account/$AWS_REGION): that comes first"
fi
# From the template alone: the default makes a change set in the account.
cdk diff --method template "${environment[stack]}"
stop_if_dry_run 'nothing was changed'
confirm "Deploy ${environment[stack]} to account $account?"

heading 'Deploying'
[ "$needs_bootstrap" = false ] || cdk bootstrap "aws://$account/$AWS_REGION"
cdk deploy "${environment[stack]}" --require-approval never

heading 'What the stack does not manage'
if [ "${environment[queues]}" = import ]; then
  "$root/scripts/ops/queue-attributes.sh" --env "${environment[environment]}" --dry-run
fi
"$root/scripts/ops/bucket-lifecycle.sh" --env "${environment[environment]}" --dry-run
say 'What differs there is set by the same scripts without --dry-run.'

if [ "$is_tried" = true ]; then
  heading 'Smoke test'
  # Deploying was agreed to, and this is a part of it.
  "$root/scripts/ops/smoke-test.sh" --env "${environment[environment]}" --yes
fi
say "
${environment[stack]} is deployed. Back to the version before: scripts/ops/roll-back.sh --env ${environment[environment]}"
