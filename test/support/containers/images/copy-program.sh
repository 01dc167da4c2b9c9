#!/bin/sh
# copy-program.sh ROOT PROGRAM TARGET: puts a program of this machine, with the shared libraries it needs, into the
# root of an image.
set -eu

root=$1 program=$2 target=$3

install -D "$program" "$root$target"
ldd "$program" | grep -o '/[^ ]*' | while read -r library; do
  install -D "$library" "$root$library"
done
