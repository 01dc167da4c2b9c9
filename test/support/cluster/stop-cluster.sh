#!/bin/sh
# stop-cluster.sh FOLDER: ends the cluster of with-cluster.sh with all its pods and takes away everything it has put on
# the machine: processes, cgroups, its network, and the folder. The node's mounts go with its processes. Does so as well
# when parts of it have died or were killed; does nothing when there is none.
set -eu

folder=$1

"$(dirname "$0")/../end-cgroup.sh" brownout-cluster
if ip link show brownout-node >/dev/null 2>&1; then
  ip link delete brownout-node # with its routes
fi
if [ -e /run/netns/brownout-cluster ]; then
  ip netns delete brownout-cluster
fi
rm -rf "$folder"
