#!/bin/sh
# real-node.sh FOLDER IMAGE.tar…: starts a node that runs real pods, of the images given. It has its own network
# (network.sh), and its own /var and /run, in which containerd and the kubelet make what they like: all their mounts,
# sockets and files end with it.
set -eu

here=$(dirname "$(realpath "$0")")
folder=$1
shift

# The kubelet wants its cgroup to be there.
for hierarchy in /sys/fs/cgroup/*/; do
  mkdir -p "$hierarchy/brownout-cluster"
done

"$here/program.sh" "$folder" node \
  nsenter --net=/run/netns/brownout-cluster unshare --mount --propagation slave "$here/../node/run.sh" "$folder" "$@"
"$here/../../wait-until.sh" 120 kubectl wait --for condition=Ready --timeout 30s node/node-real
