#!/bin/sh
# make-all.sh FOLDER: makes FOLDER/*.tar, the images that the real node has: the project's own, which hold what the
# Dockerfile puts into them, and under its public name the one that keeps a pod's sandbox.
set -eu

here=$(dirname "$(realpath "$0")")
top=$(realpath "$here/../../../..")
folder=$1
layers=$folder/layers
version=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' "$top/package.json")

# layer NAME: makes a layer of the folder NAME.
layer() { tar --create --directory "$layers/$1" --sort name --mtime @0 --file "$layers/$1.tar" .; }

# image NAME TAG CONFIG LAYER…
image() {
  name=$1 tag=$2 config=$3
  shift 3
  for layer; do
    shift
    set -- "$@" "$layers/$layer.tar"
  done
  "$here/make-archive.sh" "$tag" "$config" "$folder/$name.tar" "$@"
}

mkdir -p "$layers/pause"
cp "$(command -v pause)" "$layers/pause/pause"
layer pause

mkdir "$layers/node"
"$here/../../containers/images/copy-node.sh" "$layers/node"
layer node

mkdir -p "$layers/dependencies/app"
cd "$top"
npm ls --omit=dev --omit=optional --all --parseable 2>/dev/null | tail -n +2 | sed "s#^$top/##" |
  tar --create --files-from - | tar --extract --directory "$layers/dependencies/app"
layer dependencies

mkdir -p "$layers/sources/app"
cp -r package.json src "$layers/sources/app/"
layer sources

mkdir -p "$layers/service/app/fixtures"
cp -r fixtures/service "$layers/service/app/fixtures/"
layer service

mkdir -p "$layers/experiments/app/.brownout"
chown 1000:1000 "$layers/experiments/app/.brownout"
cp -r docker-compose.yml schema experiments fixtures "$layers/experiments/app/"
layer experiments

path=PATH=/usr/local/bin:/usr/bin:/bin
image pause registry.k8s.io/pause:3.10 '{"Entrypoint":["/pause"]}' pause
image service "brownout-demo-service:$version" "{\"User\":\"node\",\"WorkingDir\":\"/app\",\"Cmd\":[\"node\",\"fixtures/service/main.ts\"],
  \"Env\":[\"$path\",\"NODE_ENV=production\",\"PORT=8080\",\"BROWNOUT_HOST=0.0.0.0\"]}" node dependencies sources service
image cli "brownout:$version" "{\"User\":\"node\",\"WorkingDir\":\"/app\",\"Entrypoint\":[\"node\",\"src/cli.ts\"],\"Cmd\":[\"--help\"],
  \"Env\":[\"$path\",\"NODE_ENV=production\"]}" node dependencies sources experiments
rm -r "$layers"
