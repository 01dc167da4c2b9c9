# shellcheck shell=bash
# Sourced by bash scripts that bring something up, run a command beside it, and take it down: with-engine.sh and
# with-cluster.sh.

# take_lock FILE: waits until no other script has it, and keeps it as long as this script lives. What it starts must not
# inherit the lock, and outlive it: give it {lock}>&-.
take_lock() {
  exec {lock}>"$1"
  flock "$lock"
}

child=
# shellcheck disable=SC2317 # called by traps
interrupt() {
  [ -n "$child" ] || exit 130
  interrupted=yes
  kill -s "$1" "$child"
}

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
    exec "$@" {lock}>&-
  ) <&0 &
  child=$!
  interrupted=yes
  while [ -n "$interrupted" ]; do # a signal ends `wait` before the child has ended
    interrupted=
    status=0
    wait "$child" || status=$?
  done
  exit "$status"
}
