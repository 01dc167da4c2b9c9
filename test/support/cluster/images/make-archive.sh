#!/bin/sh
# make-archive.sh NAME:TAG CONFIG ARCHIVE LAYER.tar…: makes a container image of the layers, as `docker save` would write
# it, without an engine. CONFIG is the image's config in JSON, e.g. {"User":"node","Cmd":["node"]}.
set -eu

name=$1 config=$2 archive=$3
shift 3
digest() { sha256sum "$1" | cut -d ' ' -f 1; }

work=$archive.part
mkdir "$work"

files='' digests=''
for layer; do
  layer_digest=$(digest "$layer")
  ln "$layer" "$work/$layer_digest.tar"
  files="${files:+$files,}\"$layer_digest.tar\""
  digests="${digests:+$digests,}\"sha256:$layer_digest\""
done

cat >"$work/config.json" <<CONFIG
{
  "architecture": "$(dpkg --print-architecture)",
  "os": "linux",
  "config": $config,
  "rootfs": { "type": "layers", "diff_ids": [$digests] }
}
CONFIG
cat >"$work/manifest.json" <<MANIFEST
[{ "Config": "config.json", "RepoTags": ["$name"], "Layers": [$files] }]
MANIFEST
tar --create --directory "$work" --file "$archive" .
rm -r "$work"
