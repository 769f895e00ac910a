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
  fail "${message#$'\n'} ($*)"
}

# Sets `state` to what the stack is: absent, deployed, or broken where its first deployment failed.
check_stack() {
  local stack="${environment[stack]}" status
  state=absent
  if exists aws cloudformation describe-stacks --stack-name "$stack"; then
    status="$(aws cloudformation describe-stacks --stack-name "$stack" --query 'Stacks[0].StackStatus' --output text)"
    case "$status" in
      REVIEW_IN_PROGRESS) ;;
      ROLLBACK_COMPLETE) state=broken ;;
      *_IN_PROGRESS) fail "$stack is being changed ($status): wait for its end" ;;
      *_FAILED) fail "$stack needs a hand ($status): docs/deploying.md#a-deployment-that-failed" ;;
      *) state=deployed ;;
    esac
  fi
  case "$state" in
    absent) say "$stack is not deployed yet" ;;
    broken) say "the first deployment of $stack failed: what is left of it is deleted first" ;;
    deployed) say "$stack is deployed; this is an update" ;;
  esac
}

# What the stack would make must not be there yet: CloudFormation would only fail half-way.
check_names() {
  local queue found log="${environment[log_group]}"
  exists aws lambda get-function --function-name "${environment[function]}" &&
    fail "there is a function ${environment[function]} already: docs/deploying.md#a-function-of-that-name-exists"
  if [ "${environment[queues]}" = create ]; then
    for queue in "${environment[trigger_queue]}" "${environment[update_queue]}"; do
      exists aws sqs get-queue-url --queue-name "$queue" &&
        fail "there is a queue $queue already: docs/deploying.md#the-queues-exist"
    done
  fi
  for queue in "${environment[trigger_dead_letters]}" "${environment[update_dead_letters]}" "${environment[smoke_queue]}"; do
    exists aws sqs get-queue-url --queue-name "$queue" &&
      fail "there is a queue $queue already: docs/deploying.md#an-earlier-stack-has-left-something"
  done
  found="$(aws logs describe-log-groups --log-group-name-prefix "$log" \
    --query "logGroups[?logGroupName=='$log'].logGroupName" --output text)"
  [ -z "$found" ] ||
    fail "there is a log group $log already: docs/deploying.md#an-earlier-stack-has-left-something"
}

# Lambda takes no event source whose messages come back while the function is still at them.
check_imported_queues() {
  local url hidden
  queue_url "${environment[update_queue]}" >/dev/null
  url="$(queue_url "${environment[trigger_queue]}")"
  hidden="$(aws sqs get-queue-attributes --queue-url "$url" --attribute-names VisibilityTimeout \
    --query Attributes.VisibilityTimeout --output text)"
  [ "$hidden" -ge "${environment[timeout_seconds]}" ] ||
    fail "${environment[trigger_queue]} hides messages for $hidden seconds, and the function runs for up to ${environment[timeout_seconds]}: docs/deploying.md#the-queues-exist"
}

# The function's executions are taken out of those that the account has for all functions, of which 100 have to stay.
check_concurrency() {
  local left
  left="$(aws lambda get-account-settings --query AccountLimit.UnreservedConcurrentExecutions --output text)"
  [ "$left" -ge $((100 + environment[reserved_concurrency])) ] ||
    fail "the account has $left executions left, and Lambda reserves none of the last 100: docs/deploying.md#what-you-need"
}

check_bucket() {
  local bucket="${environment[bucket]}" place
  exists aws s3api head-bucket --bucket "$bucket" --expected-bucket-owner "$account" ||
    fail "there is no bucket $bucket"
  place="$(aws s3api get-bucket-location --bucket "$bucket" --query LocationConstraint --output text)"
  [ "$place" = "$AWS_REGION" ] || fail "bucket $bucket is in ${place/None/us-east-1}, and the function only reaches one in $AWS_REGION"
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

check_tools aws
[ -x "$cdk" ] || fail 'the packages are not installed: npx --yes pnpm@10 install'
check_terminal

heading 'Where to'
read_environment
check_account
show_environment

heading 'What is there'
check_bucket
check_stack
if [ "$state" != deployed ]; then
  check_names
  check_concurrency
fi
if [ "${environment[queues]}" = import ]; then check_imported_queues; fi
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
# The CDK deletes a stack that failed at first, but had it protected before.
[ "$state" != broken ] ||
  aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name "${environment[stack]}" >/dev/null
cdk deploy "${environment[stack]}" --require-approval never ||
  fail "the deployment failed, and CloudFormation goes back to what was before: docs/deploying.md#a-deployment-that-failed"

heading 'What the stack does not manage'
if [ "${environment[queues]}" = import ]; then
  "$root/scripts/ops/queue-attributes.sh" --env "${environment[environment]}" --dry-run || say 'The queues could not be looked at.'
fi
# The stack is deployed, whoever may not look at this.
"$root/scripts/ops/bucket-lifecycle.sh" --env "${environment[environment]}" --dry-run || say 'The rules could not be looked at.'
say 'What differs there is set by the same scripts without --dry-run.'

if [ "$is_tried" = true ]; then
  heading 'Smoke test'
  # Deploying was agreed to, and this is a part of it.
  "$root/scripts/ops/smoke-test.sh" --env "${environment[environment]}" --yes
fi
say "
${environment[stack]} is deployed. Back to the version before: scripts/ops/roll-back.sh --env ${environment[environment]}"
