#!/bin/sh
# Makes the Toxiproxy image that docker-compose.yml uses, under its public name and laid out like it, from the Go module.
set -eu

here=$(dirname "$0")
image=$(grep --max-count=1 --only-matching 'ghcr.io/shopify/toxiproxy:[0-9.]*' "$here/../../../../docker-compose.yml")
programs=$("$here/../build-toxiproxy.sh" "${image##*:}")

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
chmod 755 "$root"

cp "$programs/server" "$root/toxiproxy"
cp "$programs/cli" "$root/toxiproxy-cli"

tar --create --directory "$root" . | docker import \
  --change 'ENV LOG_LEVEL=info' \
  --change 'EXPOSE 8474' \
  --change 'ENTRYPOINT ["/toxiproxy"]' \
  --change 'CMD ["-host=0.0.0.0"]' - "$image"
