#!/usr/bin/env bash
# Makes an earlier version of the function live.
# shellcheck source=scripts/ops/operator.sh
. "$(dirname "${BASH_SOURCE[0]}")/operator.sh"

usage() {
  cat <<'USAGE'
Usage: scripts/ops/roll-back.sh --env NAME [--version NUMBER] [--yes] [--dry-run]

Moves the alias `live`, which gets the messages, to an earlier version of the function. Running jobs finish with their version. The
next deployment that changes code or settings moves the alias to its own version.

  --version  the version to make live (default: the newest one before the live version)
  --yes      do not ask
  --dry-run  only show the versions
USAGE
}

option[version]=''
begin "$@"
target="${option[version]}"
[[ "$target" =~ ^[0-9]*$ ]] || misuse "--version must be a number, not $target"

name="${environment[function]}"
live="$(aws lambda get-alias --function-name "$name" --name live --query FunctionVersion --output text)" ||
  fail "$name has no alias live"
versions="$(aws lambda list-versions-by-function --function-name "$name" \
  --query 'Versions[].[Version,LastModified,Description]' --output text)"
say "versions of $name (live: $live):"
say "$versions"
numbers="$(printf '%s\n' "$versions" | cut -f 1 | grep -E '^[0-9]+$' | sort -n)" || numbers=''
if [ -z "$target" ]; then
  target="$(printf '%s\n' "$numbers" | awk -v live="$live" '$1 < live { last = $1 } END { print last }')"
  [ -n "$target" ] || fail "$name has no version before $live"
else
  grep -qx "$target" <<<"$numbers" || fail "$name has no version $target"
  [ "$target" != "$live" ] || fail "version $target is already live"
fi
stop_if_dry_run "the alias live would move from version $live to $target"
confirm "Move the alias live from version $live to $target?"
aws lambda update-alias --function-name "$name" --name live --function-version "$target" --output text >/dev/null
say "Version $target is live. CloudFormation does not know that: the next deployment of changed code moves the alias again."
