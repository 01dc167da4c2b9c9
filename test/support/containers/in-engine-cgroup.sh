#!/bin/sh
# in-engine-cgroup.sh COMMAND [ARGUMENT…]: becomes COMMAND, in the cgroup by which stop-engine.sh finds what must go.
set -eu

cgroup=/sys/fs/cgroup/pids/brownout-engine
mkdir -p "$cgroup"
echo $$ >"$cgroup/cgroup.procs"
exec "$@"
