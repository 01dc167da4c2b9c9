#!/bin/sh
# program.sh FOLDER NAME COMMAND [ARGUMENT…]: starts COMMAND in the background, where stop-cluster.sh finds it, with its
# output in FOLDER/log/NAME. It is in a session of its own: Ctrl-C in the terminal must not end it before its users.
set -eu

folder=$1 name=$2
shift 2
mkdir -p "$folder/log"
setsid "$(dirname "$0")/../../in-cgroup.sh" brownout-cluster "$@" </dev/null >"$folder/log/$name" 2>&1 &
