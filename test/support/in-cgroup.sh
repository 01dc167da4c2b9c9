#!/bin/sh
# in-cgroup.sh NAME COMMAND [ARGUMENT…]: becomes COMMAND, in the cgroup by which end-cgroup.sh finds what must go.
set -eu

cgroup=/sys/fs/cgroup/pids/$1
shift
mkdir -p "$cgroup"
echo $$ >"$cgroup/cgroup.procs"
exec "$@"
