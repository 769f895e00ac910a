# shellcheck shell=bash
# Shared by deploy.sh and scripts/ops, to be sourced: arguments, first checks, questions.
set -euo pipefail

# macOS has version 3, without associative arrays.
if [ "${BASH_VERSINFO[0]}" -lt 4 ]; then
  echo "error: bash 4 or newer is needed, this is $BASH_VERSION" >&2
  exit 1
fi

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
declare -A environment=()
# All options with their defaults; a script adds its own. One with the default `false` takes no value.
declare -A option=([env]='' [yes]=false [dry-run]=false)

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

# begin ARGUMENT... reads the arguments and the environment, checks tools and sign-in, and sets `account`.
begin() {
  local name
  while [ "$#" -gt 0 ]; do
    name="${1#--}"
    case "$1" in
      -h | --help)
        usage
        exit 0
        ;;
      --*) [ -n "${option[$name]+known}" ] || misuse "unknown argument $1" ;;
      *) misuse "unknown argument $1" ;;
    esac
    if [[ "${option[$name]}" =~ ^(true|false)$ ]]; then
      option[$name]=true
    else
      [ "$#" -ge 2 ] || misuse "$1 needs a value"
      option[$name]="$2"
      shift
    fi
    shift
  done
  [ -x "$root/node_modules/.bin/node" ] || fail 'the packages are not installed: run npx --yes pnpm@10 install'
  has_terminal || [ "${option[yes]}${option[dry-run]}" != falsefalse ] ||
    fail 'cannot ask without a terminal: give --yes to go ahead, or --dry-run to change nothing'
  read_environment
  local offline="Without an account, npx cdk synth --quiet ${environment[stack]} checks and writes the template"
  command -v aws >/dev/null || fail "the AWS command line is not installed: https://docs.aws.amazon.com/cli/. $offline"
  account="$(aws sts get-caller-identity --query Account --output text)" ||
    fail "not signed in to AWS: sign in, or set AWS_PROFILE. $offline"
  say "account $account, region $AWS_REGION, environment ${environment[environment]}"
}

has_terminal() { [ -t 0 ] && [ -t 1 ]; }

# The Node of this repository: the system's may be too old.
node24() { "$root/node_modules/.bin/node" "$@"; }

# Reads the settings of the environment from packages/infra. Asks for its name if --env is missing.
read_environment() {
  local names lines key value print="$root/packages/infra/src/print-environment.ts"
  if [ -z "${option[env]}" ]; then
    names="$(node24 "$print" | tr '\n' ' ')"
    has_terminal || misuse "--env is missing; choose one of: $names"
    read -r -p "Which environment (${names% })? " "option[env]" || true
  fi
  lines="$(node24 "$print" "${option[env]}")" || exit 1
  while IFS='=' read -r key value; do environment["$key"]="$value"; done <<<"$lines"
  # Version 1 of the AWS command line reads the second.
  export AWS_REGION="${environment[region]}" AWS_DEFAULT_REGION="${environment[region]}"
  export AWS_PAGER=''
}

# confirm QUESTION goes on after yes, in production after `prod`.
confirm() {
  local answer='' wanted='^[yY]([eE][sS])?$' hint='[y/N]'
  if [ "${option[yes]}" = true ]; then
    say "$1 yes (--yes)"
    return
  fi
  if [ "${environment[environment]}" = prod ]; then
    wanted='^prod$'
    hint='Type prod to go ahead:'
  fi
  read -r -p "$1 $hint " answer || true
  [[ "$answer" =~ $wanted ]] || fail 'not confirmed; nothing was changed'
}

# stop_if_dry_run SENTENCE comes before the first change.
stop_if_dry_run() {
  [ "${option[dry-run]}" = true ] || return 0
  say "dry run: $1"
  exit 0
}

arn_of() { say "arn:aws:sqs:$AWS_REGION:$account:$1"; }

# Prints the URL of a queue. Version 1 of the AWS command line gets an older form, which the function refuses and which bypasses the
# endpoint of its network.
queue_url() {
  local url
  url="$(aws sqs get-queue-url --queue-name "$1" --query QueueUrl --output text)" || fail "queue $1 cannot be found: check --env and the region, or deploy first"
  if [[ "$url" =~ ^https://([a-z0-9-]+)\.queue\.amazonaws\.com/(.*)$ ]]; then
    url="https://sqs.${BASH_REMATCH[1]}.amazonaws.com/${BASH_REMATCH[2]}"
  fi
  say "$url"
}
