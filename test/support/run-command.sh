# shellcheck shell=bash
# Sourced by bash scripts that bring something up, run a command beside it, and take it down: with-engine.sh and
# with-cluster.sh.

child=
# shellcheck disable=SC2317 # called by traps
interrupt() { if [ -n "$child" ]; then kill -s "$1" "$child"; else exit 130; fi; }

# at_end COMMAND [ARGUMENT…]: from here on, COMMAND runs when this script ends, also by a signal, which the command of
# run_command gets first.
at_end() {
  end=("$@")
  for signal in INT TERM HUP; do
    # shellcheck disable=SC2064 # expanded now
    trap "interrupt $signal" "$signal"
  done
  trap 'trap "" INT TERM HUP; "${end[@]}"' EXIT
}

# run_command COMMAND [ARGUMENT…]: runs COMMAND and exits as it does.
run_command() {
  (
    trap - INT # which the shell has its background commands ignore
    exec "$@"
  ) <&0 &
  child=$!
  status=0
  wait "$child" || status=$?
  while kill -0 "$child" 2>/dev/null; do # a signal ends `wait` before the child has ended
    status=0
    wait "$child" || status=$?
  done
  exit "$status"
}
