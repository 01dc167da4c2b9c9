#!/bin/sh
# run.sh FOLDER IMAGE.tar…: what a node's boot does; started in namespaces of its own by start/real-node.sh.
set -eu

here=$(dirname "$(realpath "$0")")
folder=$1
shift
logs=$folder/log

mkdir -p "$folder/node/var/lib" "$folder/node/run" "$folder/node/sysctl"
ln -s /run "$folder/node/var/run"

# The kubelet sets these for the whole machine. Here it sets files.
for setting in vm/overcommit_memory vm/panic_on_oom kernel/panic kernel/panic_on_oops \
  kernel/keys/root_maxkeys kernel/keys/root_maxbytes; do
  file=$folder/node/sysctl/$(basename "$setting")
  cat "/proc/sys/$setting" >"$file"
  mount --bind "$file" "/proc/sys/$setting"
done
mount --bind "$folder/node/var" /var
mount --bind "$folder/node/run" /run

cp "$KUBECONFIG" /run/kubeconfig
mkdir /run/cni
cp "$here/pods.conflist" /run/cni/
containerd --config "$here/containerd.toml" >"$logs/containerd" 2>&1 &
"$here/../../wait-until.sh" 30 ctr version
"$here/import-images.sh" "$@"

"$here/name-server.sh" >"$logs/name-server" 2>&1 &
kube proxy --config "$here/kube-proxy.yaml" --hostname-override node-real >"$logs/kube-proxy" 2>&1 &
echo $$ >/run/node.pid # for reload-images.sh
exec kubelet --config "$here/kubelet.yaml" --kubeconfig /run/kubeconfig --hostname-override node-real \
  --node-ip 10.244.0.2 --node-labels type=real >"$logs/kubelet" 2>&1
