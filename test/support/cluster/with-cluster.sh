#!/bin/bash
# with-cluster.sh COMMAND [ARGUMENT…]: runs COMMAND beside a Kubernetes of its own and ends as it ends.
#
# COMMAND finds KUBECONFIG and BROWNOUT_CLUSTER set, and kubectl first in PATH. The cluster has a real API server with
# controllers, fake nodes, Chaos Mesh, and a real node that has the project's images (docs/test-cluster.md). Needs Debian,
# root and Go; no image registry. It is there for COMMAND only: it goes, with all it made, when COMMAND ends, fails or is
# interrupted. What a with-cluster.sh that was itself killed has left behind is taken away by the next one.
set -euo pipefail

[ $# -gt 0 ] || { echo 'usage: with-cluster.sh COMMAND [ARGUMENT...]' >&2; exit 64; }
here=$(dirname "$(realpath "$0")")
folder=/tmp/brownout-cluster
# shellcheck source-path=SCRIPTDIR source=../run-command.sh
. "$here/../run-command.sh"

# One cluster a machine: its network is the machine's.
take_lock /tmp/brownout-cluster.lock

"$here/../install-packages.sh" etcd-server containerd runc containernetworking-plugins \
  nftables iproute2 dnsmasq-base busybox-static openssl
programs=$("$here/build-programs.sh")
"$here/stop-cluster.sh" "$folder"

at_end "$here/stop-cluster.sh" "$folder"

if ! "$here/start-cluster.sh" "$folder" "$programs" {lock}>&-; then
  echo 'with-cluster: the cluster did not come up; what its parts last said:' >&2
  tail -n 5 "$folder"/log/* >&2
  exit 1
fi

export PATH=$programs:$PATH KUBECONFIG=$folder/kubeconfig BROWNOUT_CLUSTER=1
run_command "$@"
