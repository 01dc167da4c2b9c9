#!/bin/sh
# Builds Docker Compose v2 into the user's cache, once a version, and prints where it is.
# Debian has v1 only, which knows neither a top-level `name` nor `up --wait`. 2 to 10 minutes.
set -eu

version=v2.40.3
folder=${XDG_CACHE_HOME:-$HOME/.cache}/brownout/docker-compose-$version

if [ ! -x "$folder/docker-compose" ]; then
  mkdir -p "$folder"
  module=$(go mod download -json "github.com/docker/compose/v2@$version" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
  # Built under another name first, so that an interrupted build is not taken for a whole one.
  go build -C "$module" -trimpath -ldflags "-s -w -X github.com/docker/compose/v2/internal.Version=$version" \
    -o "$folder/docker-compose.$$" ./cmd
  mv "$folder/docker-compose.$$" "$folder/docker-compose"
fi
echo "$folder/docker-compose"
