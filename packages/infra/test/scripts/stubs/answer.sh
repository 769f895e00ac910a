#!/usr/bin/env bash
# Stands for a command: notes how it was called, and answers what the test has laid ready; anything else is an error.
set -u
call="${0##*/} $*"
printf '%s\n' "$call" >>"$SANDBOX/calls"
# Files that it is given may be gone when the test looks at them.
if [[ "$call" =~ file://([^ ]+) ]]; then cp "${BASH_REMATCH[1]}" "$SANDBOX/given"; fi
while IFS=$'\t' read -r number status pattern; do
  if [[ "$call" =~ $pattern ]]; then
    printf '%s' "$(<"$SANDBOX/answers/$number.stdout")"
    printf '%s' "$(<"$SANDBOX/answers/$number.stderr")" >&2
    exit "$status"
  fi
done <"$SANDBOX/answers/list"
printf 'no answer is laid ready for: %s\n' "$call" >&2
exit 254
