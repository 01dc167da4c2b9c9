#!/bin/sh
# Builds vegeta, which can send a load, into the user's cache, once a version, and prints its folder. Needs Go. About a
# minute.
set -eu

version=${1:?usage: build-vegeta.sh VERSION}
folder=${XDG_CACHE_HOME:-$HOME/.cache}/brownout/vegeta-$version

if [ ! -x "$folder/vegeta" ]; then
  mkdir -p "$folder.$$"
  GOBIN="$folder.$$" go install -trimpath -ldflags "-s -w" "github.com/tsenart/vegeta/v12@v$version"
  rm -rf "$folder"
  mv "$folder.$$" "$folder"
fi
echo "$folder"
