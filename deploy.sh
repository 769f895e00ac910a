#!/usr/bin/env bash
# A guided `npx cdk deploy`. It checks what CloudFormation cannot check, shows the changes, asks, deploys exactly those, and tests the result.
# shellcheck source=scripts/ops/operator.sh
. "$(dirname "${BASH_SOURCE[0]}")/scripts/ops/operator.sh"

usage() {
  cat <<'USAGE'
Usage: ./deploy.sh [--env prod|dev|loc] [--yes] [--dry-run] [--no-smoke-test]

Deploys one environment to AWS (docs/deploying.md). It asks before it changes anything.

  --env NAME       the environment; asked for if missing
  --yes            do not ask, for pipelines; needs --env
  --dry-run        check everything and show the changes, but make none
  --no-smoke-test  do not split a sample export afterwards
USAGE
}

option[no-smoke-test]=false

cdk() { (cd "$root" && CDK_DISABLE_CLI_TELEMETRY=1 node_modules/.bin/cdk "$@"); }

check_bucket() {
  local bucket="${environment[bucket]}" place key found arn manager
  local whose=(--bucket "$bucket" --expected-bucket-owner "$account")
  aws s3api head-bucket "${whose[@]}" >/dev/null || fail "bucket $bucket cannot be reached, or does not belong to account $account"
  place="$(aws s3api get-bucket-location "${whose[@]}" --query LocationConstraint --output text)"
  [ "$place" = "$AWS_REGION" ] || fail "bucket $bucket is in ${place/None/us-east-1}; it must be in $AWS_REGION"
  key="$(aws s3api get-bucket-encryption "${whose[@]}" --output text \
    --query 'ServerSideEncryptionConfiguration.Rules[0].ApplyServerSideEncryptionByDefault.KMSMasterKeyID')"
  [ "$key" != None ] || return 0
  found="$(aws kms describe-key --key-id "$key" --query 'KeyMetadata.[Arn,KeyManager]' --output text)"
  read -r arn manager <<<"$found"
  [ "$manager" = AWS ] || [ "$arn" = "${environment[bucket_key]}" ] ||
    fail "bucket $bucket is encrypted with $arn, a key that the function may not use: set bucketKeyArn (docs/deploying.md#settings)"
}

# Lambda reserves the function's executions from those of the account, and keeps the last 100 for all other functions.
check_quotas() {
  local left networks quota
  left="$(aws lambda get-account-settings --query AccountLimit.UnreservedConcurrentExecutions --output text)"
  [ "$left" -ge $((100 + environment[concurrency])) ] ||
    fail "the account has $left free executions; $((100 + environment[concurrency])) are needed: docs/deploying.md#what-you-need"
  [ "${environment[file_system]}" = yes ] || return 0
  networks="$(aws ec2 describe-vpcs --query 'length(Vpcs)' --output text)"
  quota="$(aws service-quotas get-service-quota --service-code vpc --quota-code L-F678F1CE --query Quota.Value --output text)"
  [ "$networks" -lt "${quota%.*}" ] ||
    fail "the account has $networks networks in $AWS_REGION, and its quota is ${quota%.*}: docs/deploying.md#what-you-need"
}

# Lambda refuses a queue whose visibility timeout is shorter than the function's timeout.
check_imported_queues() {
  local url hidden
  queue_url "${environment[update_queue]}" >/dev/null
  url="$(queue_url "${environment[trigger_queue]}")"
  hidden="$(aws sqs get-queue-attributes --queue-url "$url" --attribute-names VisibilityTimeout \
    --query Attributes.VisibilityTimeout --output text)"
  [ "$hidden" -ge "${environment[timeout_seconds]}" ] ||
    fail "${environment[trigger_queue]} has a visibility timeout of $hidden s; at least ${environment[timeout_seconds]} s are needed: docs/deploying.md#the-queues-exist"
}

# CloudFormation does not know of a version that somebody rolled back to.
check_alias() {
  local deployed live
  deployed="$(aws cloudformation describe-stacks --stack-name "$stack" --output text \
    --query "Stacks[0].Outputs[?OutputKey=='LiveVersion'].OutputValue")"
  live="$(aws lambda get-alias --function-name "${environment[function]}" --name live --query FunctionVersion --output text)"
  [ "$live" = "$deployed" ] || say "warning: version $live was made live by hand; the stack deployed version $deployed.
If this deployment fails, $deployed becomes live. Then run scripts/ops/roll-back.sh --env ${environment[environment]} --version $live"
}

begin "$@"
stack="${environment[stack]}"
for key in bucket function trigger_queue queues file_system memory_mib concurrency max_receive_count alarm_email runbook_url expiry_days; do
  printf '  %-18s %s\n' "$key" "${environment[$key]:--}"
done
[ -n "${environment[alarm_email]}" ] || say 'warning: nobody gets alarms by mail: set alarmEmail (docs/deploying.md#settings)'
[ -n "${environment[runbook_url]}" ] || say 'warning: alarms do not link to the runbook: set runbookUrl (docs/deploying.md#settings)'

heading 'Checks'
check_bucket
state="$(aws cloudformation describe-stacks --stack-name "$stack" --query 'Stacks[0].StackStatus' --output text 2>/dev/null)" || state=''
say "$stack: ${state:-not deployed yet}"
case "$state" in
  '' | REVIEW_IN_PROGRESS | ROLLBACK_COMPLETE) check_quotas ;;
  *) check_alias ;;
esac
[ "${environment[queues]}" = create ] || check_imported_queues
aws cloudformation describe-stacks --stack-name CDKToolkit >/dev/null 2>&1 ||
  fail "the CDK is not set up in this account and region: run npx cdk bootstrap aws://$account/$AWS_REGION"

heading 'Changes'
assembly="$(mktemp -d)"
trap 'rm -rf "$assembly"' EXIT
cdk synth --quiet --output "$assembly" "$stack"
cdk diff --app "$assembly" --method template "$stack"
stop_if_dry_run 'nothing was changed'
# CloudFormation checks a change set: it finds names that are taken, for example.
change_set="deploy-$(date -u +%Y%m%d-%H%M%S)"
named=(--stack-name "$stack" --change-set-name "$change_set")
cdk deploy --app "$assembly" --method prepare-change-set --change-set-name "$change_set" --require-approval never "$stack" ||
  fail 'CloudFormation refused the change: docs/deploying.md#a-deployment-that-failed'
status="$(aws cloudformation describe-change-set "${named[@]}" --query Status --output text 2>/dev/null)" || status=''
if [ "$status" = CREATE_COMPLETE ]; then
  trap 'rm -rf "$assembly"; aws cloudformation delete-change-set "${named[@]}"' EXIT
  aws cloudformation describe-change-set "${named[@]}" --output table \
    --query 'Changes[].ResourceChange.[Action,Replacement,ResourceType,LogicalResourceId]'
  confirm "Deploy $stack to account $account?"
  trap 'rm -rf "$assembly"' EXIT
  heading 'Deploying'
  cdk deploy --app "$assembly" --method execute-change-set --change-set-name "$change_set" --require-approval never "$stack" ||
    fail 'the deployment failed, and CloudFormation rolls it back: docs/deploying.md#a-deployment-that-failed'
else
  say "$stack is up to date"
fi

heading 'Outside of the stack'
# The stack is deployed, even if these checks fail.
[ "${environment[queues]}" = create ] ||
  "$root/scripts/ops/queue-attributes.sh" --env "${environment[environment]}" --dry-run || say 'warning: the queues could not be checked'
"$root/scripts/ops/bucket-lifecycle.sh" --env "${environment[environment]}" --dry-run || say 'warning: the lifecycle rules could not be checked'
say "To make the changes shown here: scripts/ops/bucket-lifecycle.sh (or queue-attributes.sh) --env ${environment[environment]}"

if [ "${option[no-smoke-test]}" = false ]; then
  heading 'Smoke test'
  # --yes: the question before the deployment covers this test.
  "$root/scripts/ops/smoke-test.sh" --env "${environment[environment]}" --yes
fi
say "
$stack is deployed. To go back to the previous version: scripts/ops/roll-back.sh --env ${environment[environment]}"
