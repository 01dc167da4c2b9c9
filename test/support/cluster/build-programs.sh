#!/bin/sh
# Builds what the cluster is made of (Kubernetes, kwok, Chaos Mesh's controller) from programs/go.mod into the user's
# cache, once a version of them, and prints the folder. 12 minutes with empty Go caches on two cores.
set -eu

programs=$(dirname "$(realpath "$0")")/programs
cd "$programs"
key=$(cat go.mod go.sum kube/main.go pause/main.go | sha256sum | cut -c -12)
folder=${XDG_CACHE_HOME:-$HOME/.cache}/brownout/cluster-$key

if [ ! -d "$folder" ]; then
  # Built under another name first, so that an interrupted build is not taken for a whole one.
  part=$folder.part
  rm -rf "$part"
  mkdir -p "$part"
  export CGO_ENABLED=0 GOFLAGS='-mod=readonly -buildvcs=false -trimpath'

  # What the API server says of itself: without it, clients would take it for version 0.
  kubernetes=$(go list -m -f '{{.Version}}' k8s.io/kubernetes)
  minor=${kubernetes#v1.}
  version=k8s.io/component-base/version
  go build -o "$part/" -ldflags "-s -w -X $version.gitVersion=$kubernetes -X $version.gitMajor=1 \
    -X $version.gitMinor=${minor%%.*} -X $version.gitTreeState=clean" \
    ./kube ./pause \
    k8s.io/kubernetes/cmd/kubectl \
    k8s.io/kubernetes/cmd/kubelet \
    sigs.k8s.io/kwok/cmd/kwok \
    github.com/chaos-mesh/chaos-mesh/cmd/chaos-controller-manager

  # The types of Chaos Mesh come from the same commit as its controller.
  install -D --mode 644 --target-directory "$part/chaos-mesh-types" \
    "$(go list -m -f '{{.Dir}}' github.com/chaos-mesh/chaos-mesh)"/config/crd/bases/*.yaml
  mv "$part" "$folder"
fi
echo "$folder"
