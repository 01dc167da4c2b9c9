#!/bin/sh
# import-images.sh IMAGE.tar…: gives the images to the node's containerd. Runs in the node's namespaces.
set -eu

for image; do
  ctr --namespace k8s.io images import "$image"
done
