#!/bin/sh
# copy-node.sh ROOT: gives the root of an image what the Dockerfile's node image has at run time: a shell, the user node,
# and the node package's binary.
set -eu

here=$(dirname "$0")
top=$here/../../../..
root=$1
image=$(grep --max-count=1 --only-matching 'node:[0-9][^ ]*' "$top/Dockerfile")
node=$top/node_modules/node/bin/node

case $image in
node:"$("$node" --version | cut -c 2-)"-*) ;;
*)
  echo "images/copy-node: the Dockerfile pins $image, but the node package is $("$node" --version): make them equal" >&2
  exit 1
  ;;
esac

"$here/copy-shell.sh" "$root"
echo 'node:x:1000:1000::/home/node:/bin/sh' >>"$root/etc/passwd"
echo 'node:x:1000:' >>"$root/etc/group"
mkdir -p "$root/home/node"
chown 1000:1000 "$root/home/node"
"$here/copy-program.sh" "$root" "$node" /usr/local/bin/node
