#!/bin/sh
# postgres.sh PORT: a PostgreSQL with data of its own, which is removed when it is told to end. When it is killed it stays
# for the next one. PostgreSQL refuses to run as root, and is another user then.
set -eu
PATH=$PATH:$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
data=${TMPDIR:-/tmp}/brownout-postgres-$1
as() { "$@"; }
if [ "$(id -u)" = 0 ]; then as() { setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; }; fi

if [ ! -e "$data/PG_VERSION" ]; then
  mkdir -p "$data"
  [ "$(id -u)" != 0 ] || chown postgres "$data"
  as initdb --pgdata "$data" --username shop --auth trust --no-sync >/dev/null
fi
# The signal reaches PostgreSQL, too: it is in this process group.
trap : INT TERM
cd "$data"
as postgres -D "$data" -p "$1" -c listen_addresses='*' -c unix_socket_directories='' -c fsync=off &
wait $! || wait $! || true
rm -rf "$data"
