#!/usr/bin/env bash
# The guided way around `npx cdk deploy`. It checks what CloudFormation cannot, and shows what would change. Then it asks, deploys exactly
# that, and tries it.
# shellcheck source=scripts/ops/operator.sh
. "$(dirname "${BASH_SOURCE[0]}")/scripts/ops/operator.sh"

usage() {
  cat <<'USAGE'
Usage: ./deploy.sh [--env prod|dev|loc] [--yes] [--dry-run] [--no-smoke-test]

Deploys one environment to AWS (docs/deploying.md). Asks for what is not given, and before it changes anything.

  --env NAME       the environment
  --yes            do not ask, for pipelines; --env has to be given
  --dry-run        check everything and show what would change, but change nothing
  --no-smoke-test  do not send a sample export through afterwards
USAGE
}

option[no-smoke-test]=false

cdk() { (cd "$root" && CDK_DISABLE_CLI_TELEMETRY=1 node_modules/.bin/cdk "$@"); }

check_bucket() {
  local bucket="${environment[bucket]}" place key found arn manager
  local whose=(--bucket "$bucket" --expected-bucket-owner "$account")
  aws s3api head-bucket "${whose[@]}" >/dev/null || fail "bucket $bucket cannot be reached, or is not of account $account"
  place="$(aws s3api get-bucket-location "${whose[@]}" --query LocationConstraint --output text)"
  [ "$place" = "$AWS_REGION" ] || fail "bucket $bucket is in ${place/None/us-east-1}, and the function only reaches one in $AWS_REGION"
  key="$(aws s3api get-bucket-encryption "${whose[@]}" --output text \
    --query 'ServerSideEncryptionConfiguration.Rules[0].ApplyServerSideEncryptionByDefault.KMSMasterKeyID')"
  [ "$key" != None ] || return 0
  found="$(aws kms describe-key --key-id "$key" --query 'KeyMetadata.[Arn,KeyManager]' --output text)"
  read -r arn manager <<<"$found"
  [ "$manager" = AWS ] || [ "$arn" = "${environment[bucket_key]}" ] ||
    fail "bucket $bucket is encrypted with $arn, so every job would be refused: set bucketKeyArn (docs/deploying.md#settings)"
}

# The function's executions are taken out of those that the account has for all functions, of which 100 have to stay.
check_quotas() {
  local left networks quota
  left="$(aws lambda get-account-settings --query AccountLimit.UnreservedConcurrentExecutions --output text)"
  [ "$left" -ge $((100 + environment[concurrency])) ] ||
    fail "the account has $left executions left, and Lambda reserves none of the last 100: docs/deploying.md#what-you-need"
  [ "${environment[file_system]}" = yes ] || return 0
  networks="$(aws ec2 describe-vpcs --query 'length(Vpcs)' --output text)"
  quota="$(aws service-quotas get-service-quota --service-code vpc --quota-code L-F678F1CE --query Quota.Value --output text)"
  [ "$networks" -lt "${quota%.*}" ] ||
    fail "the account has $networks networks in $AWS_REGION, which is its quota: docs/deploying.md#what-you-need"
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

# CloudFormation knows the version that it deployed, not the one that somebody went back to.
check_alias() {
  local deployed live
  deployed="$(aws cloudformation describe-stacks --stack-name "$stack" --output text \
    --query "Stacks[0].Outputs[?OutputKey=='LiveVersion'].OutputValue")"
  live="$(aws lambda get-alias --function-name "${environment[function]}" --name live --query FunctionVersion --output text)"
  [ "$live" = "$deployed" ] || say "warning: version $live was made live by hand; the stack deployed $deployed, and goes back to that if this
deployment fails. Then run scripts/ops/roll-back.sh --env ${environment[environment]} --version $live"
}

begin "$@"
stack="${environment[stack]}"
for key in bucket function trigger_queue queues file_system memory_mib concurrency max_receive_count alarm_email expiry_days; do
  printf '  %-18s %s\n' "$key" "${environment[$key]:--}"
done
[ -n "${environment[alarm_email]}" ] || say 'warning: alarms are mailed to nobody; set alarmEmail (docs/deploying.md#settings)'

heading 'What is there'
check_bucket
state="$(aws cloudformation describe-stacks --stack-name "$stack" --query 'Stacks[0].StackStatus' --output text 2>/dev/null)" || state=''
say "$stack: ${state:-not deployed yet}"
case "$state" in
  '' | REVIEW_IN_PROGRESS | ROLLBACK_COMPLETE) check_quotas ;;
  *) check_alias ;;
esac
[ "${environment[queues]}" = create ] || check_imported_queues
aws cloudformation describe-stacks --stack-name CDKToolkit >/dev/null 2>&1 ||
  fail "the CDK is not set up in this account and region: npx cdk bootstrap aws://$account/$AWS_REGION"

heading 'What would change'
assembly="$(mktemp -d)"
trap 'rm -rf "$assembly"' EXIT
cdk synth --quiet --output "$assembly" "$stack"
cdk diff --app "$assembly" --method template "$stack"
stop_if_dry_run 'nothing was changed'
# CloudFormation looks for names that are taken, and for what it would refuse.
change_set="deploy-$(date -u +%Y%m%d-%H%M%S)"
named=(--stack-name "$stack" --change-set-name "$change_set")
cdk deploy --app "$assembly" --method prepare-change-set --change-set-name "$change_set" --require-approval never "$stack" ||
  fail 'CloudFormation refuses the change: docs/deploying.md#a-deployment-that-failed'
status="$(aws cloudformation describe-change-set "${named[@]}" --query Status --output text 2>/dev/null)" || status=''
if [ "$status" = CREATE_COMPLETE ]; then
  trap 'rm -rf "$assembly"; aws cloudformation delete-change-set "${named[@]}"' EXIT
  aws cloudformation describe-change-set "${named[@]}" --output table \
    --query 'Changes[].ResourceChange.[Action,Replacement,ResourceType,LogicalResourceId]'
  confirm "Deploy $stack to account $account?"
  trap 'rm -rf "$assembly"' EXIT
  heading 'Deploying'
  cdk deploy --app "$assembly" --method execute-change-set --change-set-name "$change_set" --require-approval never "$stack" ||
    fail 'the deployment failed, and CloudFormation goes back to what was before: docs/deploying.md#a-deployment-that-failed'
else
  say "$stack is up to date"
fi

heading 'What the stack does not manage'
# The stack is deployed, whoever may not look at this.
[ "${environment[queues]}" = create ] ||
  "$root/scripts/ops/queue-attributes.sh" --env "${environment[environment]}" --dry-run || say 'The queues could not be looked at.'
"$root/scripts/ops/bucket-lifecycle.sh" --env "${environment[environment]}" --dry-run || say 'The rules could not be looked at.'
say 'What differs there is set by the same scripts without --dry-run.'

if [ "${option[no-smoke-test]}" = false ]; then
  heading 'Smoke test'
  # Deploying was agreed to, and this is a part of it.
  "$root/scripts/ops/smoke-test.sh" --env "${environment[environment]}" --yes
fi
say "
$stack is deployed. Back to the version before: scripts/ops/roll-back.sh --env ${environment[environment]}"
