#!/bin/sh
# install-packages.sh PACKAGE…: installs from Debian those of the packages that are missing. Needs root if there are any.
set -eu

missing=
for package; do
  dpkg-query --show --showformat='${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

export DEBIAN_FRONTEND=noninteractive
apt-get update --quiet=2
# RUNLEVEL=1 keeps the packages' scripts from starting services: the tests start their own.
# shellcheck disable=SC2086 # one argument a package
RUNLEVEL=1 apt-get install --quiet=2 --yes --no-install-recommends $missing
