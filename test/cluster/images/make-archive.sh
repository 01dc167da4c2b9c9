#!/bin/sh
# make-archive.sh NAME:TAG CONFIG ARCHIVE LAYER.tar…: makes a container image of the layers, as `docker save` would write
# it, without an engine. CONFIG is the image's config in JSON, e.g. {"User":"node","Cmd":["node"]}.
set -eu

name=$1 config=$2 archive=$3
shift 3
digest() { sha256sum "$1" | cut -d ' ' -f 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

files='' digests=''
for layer; do
  layer_digest=$(digest "$layer")
  ln "$layer" "$work/$layer_digest.tar"
  files="${files:+$files,}\"$layer_digest.tar\""
  digests="${digests:+$digests,}\"sha256:$layer_digest\""
done

architecture=$(dpkg --print-architecture)
echo "{\"architecture\":\"$architecture\",\"os\":\"linux\",\"config\":$config,\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[$digests]}}" >"$work/config.json"
echo "[{\"Config\":\"config.json\",\"RepoTags\":[\"$name\"],\"Layers\":[$files]}]" >"$work/manifest.json"
tar --create --directory "$work" --file "$archive" .
