#!/bin/sh
# Installs from Debian what the container tests need; does nothing when it is all there. Needs root.
set -eu

missing=
for package in docker.io iptables nftables iproute2 dnsmasq-base busybox-static; do
  dpkg-query --show --showformat='${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

export DEBIAN_FRONTEND=noninteractive
apt-get update --quiet=2
# RUNLEVEL=1 keeps the packages' scripts from starting an engine: the tests start one of their own.
# shellcheck disable=SC2086 # one argument a package
RUNLEVEL=1 apt-get install --quiet=2 --yes --no-install-recommends $missing
