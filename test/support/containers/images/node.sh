#!/bin/sh
# Makes the node image that the Dockerfile starts from, under its public name: the node package's binary, this
# machine's npm, a shell, and the machine's CA bundle, without which npm can't reach its registry from inside a build.
set -eu

here=$(dirname "$0")
top=$here/../../../..
image=$(grep --max-count=1 --only-matching 'node:[0-9][^ ]*' "$top/Dockerfile")
node=$top/node_modules/node/bin/node

case $image in
node:"$("$node" --version | cut -c 2-)"-*) ;;
*)
  echo "images/node: the Dockerfile pins $image, but the node package is $("$node" --version): make them equal" >&2
  exit 1
  ;;
esac

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
chmod 755 "$root"

"$here/copy-shell.sh" "$root"
echo 'node:x:1000:1000::/home/node:/bin/sh' >>"$root/etc/passwd"
echo 'node:x:1000:' >>"$root/etc/group"
mkdir -p "$root/home/node" "$root/usr/local/lib/node_modules"
chown 1000:1000 "$root/home/node"

"$here/copy-program.sh" "$root" "$node" /usr/local/bin/node
npm=$(dirname "$(dirname "$(realpath "$(command -v npm)")")")
cp -r "$npm" "$root/usr/local/lib/node_modules/npm"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
install -D --mode 644 /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"

tar --create --directory "$root" . | docker import \
  --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
  --change 'ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt' \
  --change 'CMD ["node"]' - "$image"
