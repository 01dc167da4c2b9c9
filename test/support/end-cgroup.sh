#!/bin/sh
# end-cgroup.sh NAME: kills every process in the cgroup NAME and in the cgroups below it, and takes them away.
set -eu

name=$1
cgroup=/sys/fs/cgroup/pids/$name

processes() { [ ! -d "$cgroup" ] || find "$cgroup" -name cgroup.procs -exec cat {} +; }
tenths_left=100
while [ -n "$(processes)" ]; do
  processes | xargs --no-run-if-empty kill -KILL || : # those that have just ended by themselves
  if [ "$tenths_left" = 0 ]; then
    echo "end-cgroup: can't be killed: $(processes | xargs)" >&2
    exit 1
  fi
  tenths_left=$((tenths_left - 1))
  sleep 0.1
done

for top in /sys/fs/cgroup/*/"$name"; do
  [ ! -d "$top" ] || find "$top" -depth -type d -exec rmdir {} +
done
