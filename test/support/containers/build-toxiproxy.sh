#!/bin/sh
# Builds the real Toxiproxy, server and cli, into the user's cache, once a version, and prints their folder.
# Statically linked, as its published image needs them. About a minute.
set -eu

version=${1:?usage: build-toxiproxy.sh VERSION}
folder=${XDG_CACHE_HOME:-$HOME/.cache}/brownout/toxiproxy-$version

if [ ! -x "$folder/cli" ]; then
  mkdir -p "$folder.$$"
  module=github.com/Shopify/toxiproxy/v2
  CGO_ENABLED=0 GOBIN="$folder.$$" go install -trimpath -ldflags "-s -w -X $module.Version=$version" \
    "$module/cmd/server@v$version" "$module/cmd/cli@v$version"
  rm -rf "$folder"
  mv "$folder.$$" "$folder"
fi
echo "$folder"
