# shellcheck shell=bash
# What the scripts of operators share: arguments, checks before anything is done, and questions. Sourced, never run.
set -euo pipefail

# macOS has version 3, which knows no associative arrays.
if [ "${BASH_VERSINFO[0]}" -lt 4 ]; then
  echo "error: bash 4 or newer is needed, this is $BASH_VERSION" >&2
  exit 1
fi

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
declare -A environment=()
env_name=''
is_yes=false
is_dry_run=false

say() { printf '%s\n' "$*"; }
heading() { printf '\n── %s\n' "$*"; }

fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

misuse() {
  printf 'error: %s\n\n' "$*" >&2
  usage >&2
  exit 2
}

# take_argument ARGUMENT... takes one of the flags that all scripts have; sets `taken` to the number of words, 0 for others.
# shellcheck disable=SC2034 # whoever sources this reads it
take_argument() {
  taken=1
  case "$1" in
    --env)
      [ "$#" -ge 2 ] || misuse '--env needs a name'
      env_name="$2"
      taken=2
      ;;
    --yes) is_yes=true ;;
    --dry-run) is_dry_run=true ;;
    -h | --help)
      usage
      exit 0
      ;;
    *) taken=0 ;;
  esac
}

has_terminal() { [ -t 0 ] && [ -t 1 ]; }

# The Node of this repository: the system's may be too old.
node24() { "$root/node_modules/.bin/node" "$@"; }

check_tools() {
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null || fail "$tool is not installed"
  done
  [ -x "$root/node_modules/.bin/node" ] || fail "the packages are not installed: npx --yes pnpm@10 install"
}

# Nothing may wait for an answer that cannot come.
check_terminal() {
  if ! has_terminal && [ "$is_yes" = false ] && [ "$is_dry_run" = false ]; then
    fail 'there is no terminal to ask: give --yes to go ahead without a question, or --dry-run to change nothing'
  fi
}

# Sets `environment` to what packages/infra says of the chosen one, and asks which where none is chosen.
read_environment() {
  local names
  if [ -z "$env_name" ]; then
    names="$(node24 "$root/packages/infra/src/print-environment.ts" | tr '\n' ' ')"
    has_terminal || misuse "which environment? --env, one of: $names"
    read -r -p "Which environment (${names% })? " env_name || env_name=''
  fi
  local lines key value
  lines="$(node24 "$root/packages/infra/src/print-environment.ts" "$env_name")" || exit 1
  while IFS='=' read -r key value; do environment["$key"]="$value"; done <<<"$lines"
  # Set both: version 1 of the AWS command line reads the second.
  local given="${AWS_REGION:-${AWS_DEFAULT_REGION:-${environment[region]}}}"
  [ "$given" = "${environment[region]}" ] || fail "the region is set to $given, but BIOSPEX is in ${environment[region]}"
  export AWS_REGION="${environment[region]}" AWS_DEFAULT_REGION="${environment[region]}"
  # Output is read by these scripts: no pager.
  export AWS_PAGER=''
}

# Sets `account`.
check_account() {
  account="$(aws sts get-caller-identity --query Account --output text)" ||
    fail 'AWS does not know you: sign in, or set AWS_PROFILE'
  [[ "$account" =~ ^[0-9]{12}$ ]] || fail "AWS gave no account number: $account"
  say "account $account, region $AWS_REGION, environment ${environment[environment]}"
}

# confirm QUESTION asks before anything is changed. For production the answer is its name.
confirm() {
  local answer
  if [ "$is_yes" = true ]; then
    say "$1 yes (--yes)"
    return
  fi
  has_terminal || fail 'there is no terminal to ask: give --yes'
  if [ "${environment[environment]}" = prod ]; then
    read -r -p "$1 Type prod to go ahead: " answer || answer=''
    [ "$answer" = prod ] || fail 'not confirmed; nothing was changed'
  else
    read -r -p "$1 [y/N] " answer || answer=''
    [[ "$answer" =~ ^[yY]([eE][sS])?$ ]] || fail 'not confirmed; nothing was changed'
  fi
}

# stop_if_dry_run SENTENCE ends a dry run before the first change.
stop_if_dry_run() {
  [ "$is_dry_run" = true ] || return 0
  say "dry run: $1"
  exit 0
}

# Prints the URL of a queue. Version 1 of the AWS command line is told an older one, which the function does not take for a queue's, and
# which does not lead to the endpoint of its network.
queue_url() {
  local url
  url="$(aws sqs get-queue-url --queue-name "$1" --query QueueUrl --output text)" || fail "there is no queue $1"
  if [[ "$url" =~ ^https://([a-z0-9-]+)\.queue\.amazonaws\.com/(.*)$ ]]; then
    url="https://sqs.${BASH_REMATCH[1]}.amazonaws.com/${BASH_REMATCH[2]}"
  fi
  say "$url"
}
