#!/bin/sh
# fake-nodes.sh FOLDER: starts kwok and gives it two nodes for 4,000 pods each, which are there as far as the API tells:
# they get ready, and end, but nothing runs. Pods come to them only by tolerating their taint.
set -eu

here=$(dirname "$0")
folder=$1

"$here/program.sh" "$folder" kwok kwok --kubeconfig "$KUBECONFIG" --server-address 127.0.0.1:16247 \
  --manage-all-nodes=false --manage-nodes-with-annotation-selector kwok.x-k8s.io/node=fake \
  --node-lease-duration-seconds 40 --cidr 10.244.128.0/17

for node in node-fake-1 node-fake-2; do
  cat <<NODE
---
apiVersion: v1
kind: Node
metadata:
  name: $node
  labels: { kubernetes.io/hostname: $node, type: fake }
  annotations: { kwok.x-k8s.io/node: fake }
spec:
  taints: [{ key: kwok.x-k8s.io/node, value: fake, effect: NoSchedule }]
status:
  allocatable: { cpu: 4k, memory: 16Ti, pods: 4k }
  capacity: { cpu: 4k, memory: 16Ti, pods: 4k }
NODE
done | kubectl apply --filename - >/dev/null
kubectl wait --for condition=Ready --timeout 30s node --selector type=fake >/dev/null
