#!/bin/sh
# Makes the project's images anew from this tree and gives them to the cluster that runs: pods made from now on have them.
set -eu

here=$(dirname "$(realpath "$0")")
folder=/tmp/brownout-cluster
images=$folder/images.new

rm -rf "$images"
PATH=$("$here/build-programs.sh"):$PATH "$here/images/make-all.sh" "$images"
nsenter --target "$(cat "$folder/node/run/node.pid")" --mount "$here/node/import-images.sh" "$images"/*.tar
rm -r "$images"
