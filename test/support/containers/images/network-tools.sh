#!/bin/sh
# network-tools.sh VERSION: makes the image of the Dockerfile's target network-tools, which takes a Debian to build, from
# this machine's own nft, tc, ip, ss and shell. Busybox's shell would take its own ip for the real one.
set -eu

here=$(dirname "$0")
image=brownout-network-tools:$1

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
chmod 755 "$root"

"$here/copy-program.sh" "$root" /bin/dash /bin/sh
for program in nft tc ip ss; do
  "$here/copy-program.sh" "$root" "$(command -v $program)" "/sbin/$program"
done

tar --create --directory "$root" . | docker import \
  --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
  --change 'CMD ["nft", "list", "ruleset"]' - "$image"
