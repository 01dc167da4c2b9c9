#!/bin/sh
# wait-until.sh SECONDS COMMAND [ARGUMENT…]: runs COMMAND until it succeeds; after SECONDS, fails with what it last said.
set -eu

seconds=$1
shift
deadline=$(($(date +%s) + seconds))
until said=$("$@" 2>&1 </dev/null); do
  if [ "$(date +%s)" -ge "$deadline" ]; then
    printf 'wait-until: not within %s s: %s\n%s\n' "$seconds" "$*" "$said" >&2
    exit 1
  fi
  sleep 0.1
done
