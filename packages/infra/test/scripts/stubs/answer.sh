#!/usr/bin/env bash
# A stub: records the call and gives the answer that the test prepared. Any other call is an error.
set -u
call="${0##*/} $*"
printf '%s\n' "$call" >>"$SANDBOX/calls"
# A temporary file may be gone before the test reads it.
if [[ "$call" =~ file://([^ ]+) ]]; then cp "${BASH_REMATCH[1]}" "$SANDBOX/given"; fi
while IFS=$'\t' read -r number status pattern; do
  if [[ "$call" =~ $pattern ]]; then
    printf '%s' "$(<"$SANDBOX/answers/$number.stdout")"
    printf '%s' "$(<"$SANDBOX/answers/$number.stderr")" >&2
    exit "$status"
  fi
done <"$SANDBOX/answers/list"
printf 'no answer was prepared for: %s\n' "$call" >&2
exit 254
