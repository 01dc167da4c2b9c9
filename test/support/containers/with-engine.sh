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
# shellcheck source-path=SCRIPTDIR source=../run-command.sh
. "$here/../run-command.sh"

# One engine a machine: its bridge, addresses and rules are the machine's.
take_lock /tmp/brownout-engine.lock

"$here/../install-packages.sh" docker.io iptables nftables iproute2 dnsmasq-base busybox-static
compose=$("$here/build-compose.sh")
"$here/stop-engine.sh" "$folder"

at_end "$here/stop-engine.sh" "$folder"

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
docker build --quiet --target cli --tag "brownout:$version" "$here/../../.." >"$folder/cli-image"

"$here/images/network-tools.sh" "$version"

# Only building images needs the network.
"$here/cut-off.sh" "$folder" {lock}>&-

run_command "$@"
