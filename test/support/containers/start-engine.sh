#!/bin/sh
# start-engine.sh FOLDER: starts a container engine of the tests' own, with all that it keeps in FOLDER and its socket
# at FOLDER/sock. Refuses where the machine has one already. Needs root and cgroup v1. stop-engine.sh takes everything
# away again, also after a crash.
set -eu

here=$(dirname "$0")
folder=$1

if ip link show docker0 >/dev/null 2>&1; then
  echo "start-engine: this machine already has an engine (docker0 is there): run without with-engine.sh" >&2
  exit 1
fi

mkdir -p "$folder"
iptables-save >"$folder/iptables-before"
cat /proc/sys/net/ipv4/ip_forward >"$folder/ip-forward-before"

# The ranges are the project's own, so that stop-engine.sh knows its bridges by their address.
"$here/../in-cgroup.sh" brownout-engine dockerd --data-root "$folder/data" --exec-root "$folder/exec" --pidfile "$folder/pid" \
  --host "unix://$folder/sock" --cgroup-parent /brownout-engine \
  --bip 172.30.0.1/24 --default-address-pool base=172.31.0.0/16,size=24 >>"$folder/log" 2>&1 &
engine=$!

tenths_left=300
until docker --host "unix://$folder/sock" version >/dev/null 2>&1; do
  tenths_left=$((tenths_left - 1))
  if [ "$tenths_left" = 0 ] || ! kill -0 "$engine" 2>/dev/null; then
    echo "start-engine: the engine did not come up; the end of $folder/log:" >&2
    tail -n 20 "$folder/log" >&2
    exit 1
  fi
  sleep 0.1
done
