#!/bin/sh
# control-plane.sh FOLDER: starts etcd, the API server, the controllers and the scheduler; writes FOLDER/kubeconfig.
set -eu

here=$(dirname "$0")
folder=$1
certificates=$folder/certificates
kubeconfig=$folder/kubeconfig
start() { "$here/program.sh" "$folder" "$@"; }

mkdir -p "$certificates"
openssl genrsa -out "$certificates/service-accounts.key" 2048 2>/dev/null
openssl rsa -in "$certificates/service-accounts.key" -pubout -out "$certificates/service-accounts.pub" 2>/dev/null
echo 'brownout-test-admin,admin,admin,system:masters' >"$folder/tokens.csv"

etcd=http://127.0.0.1:12379
etcd_peer=http://127.0.0.1:12380
# Nothing in it outlives the tests, so nothing in it need reach the disk before a write is answered.
start etcd etcd --name test --data-dir "$folder/etcd" --unsafe-no-fsync \
  --listen-client-urls "$etcd" --advertise-client-urls "$etcd" \
  --listen-peer-urls "$etcd_peer" --initial-advertise-peer-urls "$etcd_peer" --initial-cluster "test=$etcd_peer"

start apiserver kube apiserver --etcd-servers "$etcd" \
  --bind-address 10.244.0.1 --advertise-address 10.244.0.1 --secure-port 6443 --cert-dir "$certificates" \
  --service-cluster-ip-range 10.96.0.0/16 --allow-privileged \
  --authorization-mode RBAC --token-auth-file "$folder/tokens.csv" \
  --service-account-issuer https://kubernetes.default.svc \
  --service-account-key-file "$certificates/service-accounts.pub" \
  --service-account-signing-key-file "$certificates/service-accounts.key" \
  --kubelet-preferred-address-types InternalIP

cat >"$kubeconfig" <<KUBECONFIG
apiVersion: v1
kind: Config
clusters:
  - name: brownout-test
    cluster:
      server: https://10.244.0.1:6443
      certificate-authority: $certificates/apiserver.crt
users:
  - name: admin
    user: { token: brownout-test-admin }
contexts:
  - name: brownout-test
    context: { cluster: brownout-test, user: admin }
current-context: brownout-test
KUBECONFIG
export KUBECONFIG="$kubeconfig"
"$here/../../wait-until.sh" 60 kubectl get --raw /readyz

# Tests make thousands of pods; the default of 20 requests a second would make them wait for it.
start controller-manager kube controller-manager --kubeconfig "$kubeconfig" --leader-elect=false \
  --bind-address 127.0.0.1 --secure-port 16257 --cert-dir "$certificates/controller-manager" \
  --service-account-private-key-file "$certificates/service-accounts.key" \
  --root-ca-file "$certificates/apiserver.crt" --flex-volume-plugin-dir "$folder/volume-plugins" \
  --kube-api-qps 500 --kube-api-burst 1000
start scheduler kube scheduler --kubeconfig "$kubeconfig" --leader-elect=false \
  --bind-address 127.0.0.1 --secure-port 16259 --cert-dir "$certificates/scheduler" \
  --kube-api-qps 500 --kube-api-burst 1000
