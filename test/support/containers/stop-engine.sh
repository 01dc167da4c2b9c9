#!/bin/sh
# stop-engine.sh FOLDER: ends the engine of start-engine.sh with all its containers and takes away everything it has put
# on the machine: processes, cgroups, mounts, bridges, netfilter rules, and the folder. Does so as well when the engine
# has died or was killed; does nothing when there is none.
set -eu

here=$(dirname "$0")
folder=$1
cgroup=/sys/fs/cgroup/pids/brownout-engine
if [ ! -e "$folder/ip-forward-before" ]; then
  rm -rf "$folder" # nothing had been started yet
  exit 0
fi

# An engine that answers has 10 s to end well.
docker="docker --host unix://$folder/sock"
if containers=$($docker ps --all --quiet --no-trunc 2>/dev/null); then
  # A container that can't be removed (docker says why) must not keep the rest. One argument a container:
  # shellcheck disable=SC2086
  [ -z "$containers" ] || $docker rm --force --volumes $containers >/dev/null || :
  engine=$(cat "$folder/pid")
  kill -TERM "$engine"
  tenths_left=100
  while [ "$tenths_left" -gt 0 ] && grep --quiet --line-regexp "$engine" "$cgroup/cgroup.procs"; do
    tenths_left=$((tenths_left - 1))
    sleep 0.1
  done
fi

# What is left is killed: the name server, or what an engine that died has left behind, shims and containers.
"$here/../end-cgroup.sh" brownout-engine

awk -v under="$folder/" 'index($2, under) == 1 { print $2 }' /proc/mounts | sort --reverse |
  xargs --no-run-if-empty umount --lazy

ip -oneline -4 address | awk '$4 ~ /^172\.3[01]\./ { print $2 }' | while read -r bridge; do
  ip link delete "$bridge"
done
"$here/remove-engine-rules.sh" "$folder/iptables-before"
cat "$folder/ip-forward-before" >/proc/sys/net/ipv4/ip_forward

rm -rf "$folder"
