#!/bin/sh
# cut-off.sh FOLDER: from here on the containers of the engine in FOLDER reach each other and this machine, and nothing
# else: no load or fault can leave the machine. Names that the engine doesn't know, such as that of a container which was
# killed, are answered at once with "no such name", as outside; an engine that gets no answer makes the asker wait 5 s.
set -eu

here=$(dirname "$0")
folder=$1

"$here/../in-cgroup.sh" brownout-engine dnsmasq --keep-in-foreground --conf-file=/dev/null --pid-file= --user=root \
  --no-resolv --no-hosts --local=/#/ --bind-interfaces --listen-address=172.30.0.1 >>"$folder/log" 2>&1 &

for protocol in udp tcp; do
  iptables --table nat --insert PREROUTING --source 172.30.0.0/15 --protocol $protocol --dport 53 \
    --jump DNAT --to-destination 172.30.0.1
done
iptables --insert DOCKER-USER --source 172.30.0.0/15 ! --destination 172.30.0.0/15 --jump REJECT
