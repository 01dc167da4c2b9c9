#!/bin/sh
# Makes the node image that the Dockerfile starts from, under its public name: node, this machine's npm, and the
# machine's CA bundle, without which npm can't reach its registry from inside a build.
set -eu

here=$(dirname "$0")
image=$(grep --max-count=1 --only-matching 'node:[0-9][^ ]*' "$here/../../../../Dockerfile")

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
chmod 755 "$root"

"$here/copy-node.sh" "$root"
npm=$(dirname "$(dirname "$(realpath "$(command -v npm)")")")
mkdir -p "$root/usr/local/lib/node_modules"
cp -r "$npm" "$root/usr/local/lib/node_modules/npm"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
install -D --mode 644 /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"

tar --create --directory "$root" . | docker import \
  --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
  --change 'ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt' \
  --change 'CMD ["node"]' - "$image"
