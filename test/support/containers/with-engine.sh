#!/bin/bash
# with-engine.sh COMMAND [ARGUMENT…]: runs COMMAND beside a container engine of its own and ends as it ends.
#
# COMMAND finds DOCKER_HOST set, a docker with `docker compose` first in PATH, and under their public names the images
# that the Dockerfile and docker-compose.yml start from, and the service's own. Needs Debian, root and Go; no image
# registry. The engine is there for COMMAND only: it goes, with all it made, when COMMAND ends, fails or is interrupted.
# What a with-engine.sh that was itself killed has left behind is taken away by the next one.
set -euo pipefail

[ $# -gt 0 ] || { echo 'usage: with-engine.sh COMMAND [ARGUMENT...]' >&2; exit 64; }
here=$(dirname "$(realpath "$0")")
folder=/tmp/brownout-engine

# One engine a machine: its bridge, addresses and rules are the machine's. Nobody may inherit the lock and outlive us.
exec {lock}>/tmp/brownout-engine.lock
flock "$lock"

"$here/install-packages.sh"
compose=$("$here/build-compose.sh")
"$here/stop-engine.sh" "$folder"

child=
# shellcheck disable=SC2317 # called by traps
interrupt() { if [ -n "$child" ]; then kill -s "$1" "$child"; else exit 130; fi; }
for signal in INT TERM HUP; do
  # shellcheck disable=SC2064 # expanded now
  trap "interrupt $signal" "$signal"
done
trap 'trap "" INT TERM HUP; "$here/stop-engine.sh" "$folder"' EXIT

"$here/start-engine.sh" "$folder" {lock}>&-

mkdir -p "$folder/bin" "$folder/config/cli-plugins"
ln -s /usr/bin/docker "$folder/bin/docker"
ln -s "$compose" "$folder/config/cli-plugins/docker-compose"
export PATH=$folder/bin:$PATH DOCKER_CONFIG=$folder/config DOCKER_HOST=unix://$folder/sock DOCKER_BUILDKIT=1

"$here/images/node.sh"
"$here/images/toxiproxy.sh"
"$here/images/prometheus.sh"
docker compose --file "$here/../../../docker-compose.yml" build --quiet
version=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' "$here/../../../package.json")
docker build --quiet --target proxy --tag "brownout-proxy:$version" "$here/../../.." >"$folder/proxy-image"

"$here/images/network-tools.sh" "$version"

# Only building images needs the network.
"$here/cut-off.sh" "$folder" {lock}>&-

(
  trap - INT # which the shell has its background commands ignore
  exec "$@"
) <&0 {lock}>&- &
child=$!
status=0
wait "$child" || status=$?
while kill -0 "$child" 2>/dev/null; do # a signal ends `wait` before the child has ended
  status=0
  wait "$child" || status=$?
done
exit "$status"
