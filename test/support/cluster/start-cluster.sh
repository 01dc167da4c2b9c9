#!/bin/sh
# start-cluster.sh FOLDER PROGRAMS: starts the cluster of the programs in PROGRAMS, with all that it keeps in FOLDER and
# its kubeconfig at FOLDER/kubeconfig. Needs root and cgroup v1. stop-cluster.sh takes everything away again, also after
# a crash.
set -eu

here=$(dirname "$(realpath "$0")")
folder=$1 programs=$2
export PATH="$programs:$PATH" KUBECONFIG="$folder/kubeconfig"

mkdir -p "$folder"
"$here/../in-cgroup.sh" brownout-cluster "$here/images/make-all.sh" "$folder/images" &
images=$!

"$here/start/network.sh"
"$here/start/control-plane.sh" "$folder"
"$here/start/fake-nodes.sh" "$folder"
"$here/start/chaos-mesh.sh" "$folder" "$programs"
wait "$images"
"$here/start/real-node.sh" "$folder" "$folder"/images/*.tar
