#!/bin/sh
# remove-engine-rules.sh BEFORE: takes an engine's netfilter rules, chains and tables out and leaves everyone else's.
# BEFORE is what iptables-save printed before the engine came: it has the tables there were and the policy of FORWARD.
set -eu

before=$1

policy=$(sed -n '/^\*filter/,/^COMMIT/ s/^:FORWARD \([A-Z]*\).*/\1/p' "$before")
for table in filter nat; do
  rules=$(iptables-save --table "$table" |
    grep --invert-match --extended-regexp 'DOCKER|docker0|br-[0-9a-f]{12}|172\.3[01]\.' |
    sed "s/^:FORWARD [A-Z]*/:FORWARD ${policy:-ACCEPT}/")
  echo "$rules" | iptables-restore

  # iptables has no way to take out a table that has become empty.
  if ! grep --quiet "^\*$table" "$before" && ! echo "$rules" | grep --quiet '^-A\|^:.* - '; then
    nft delete table ip "$table"
  fi
done
