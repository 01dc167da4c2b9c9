#!/bin/sh
# postgres.sh PORT: a PostgreSQL with data of its own, which are gone when it has ended, and which ends as that does. Killed, it
# leaves their folder, brownout-postgres-… in TMPDIR. PostgreSQL refuses to run as root, and is another user then.
set -eu
PATH=$PATH:$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
as=
[ "$(id -u)" != 0 ] || as='setpriv --reuid=postgres --regid=postgres --clear-groups'

data=$(mktemp -d "${TMPDIR:-/tmp}/brownout-postgres-XXXXXX")
trap 'rm -rf "$data"' EXIT
trap 'exit 1' INT TERM
[ -z "$as" ] || chown postgres "$data"
# shellcheck disable=SC2086 # words of a command
$as initdb --pgdata "$data" --username shop --auth trust --no-sync >/dev/null

# The signal reaches PostgreSQL, too: it is in this process group. It ends the wait, not yet PostgreSQL.
trap : INT TERM
cd "$data"
# shellcheck disable=SC2086
$as postgres -D "$data" -p "$1" -c listen_addresses='*' -c unix_socket_directories='' -c fsync=off &
until code=0; wait $! || code=$?; ! kill -0 $! 2>/dev/null; do :; done
exit "$code"
