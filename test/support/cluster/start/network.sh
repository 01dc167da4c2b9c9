#!/bin/sh
# The real node has a network of its own, joined to the machine's by one cable: none of its addresses, routes and rules
# are among the machine's, it needs nothing of them, and as it has no other way out, no pod reaches further.
#
#   machine 10.244.0.1 (API server) ---- 10.244.0.2 node ---- 10.244.1.0/24 real pods
#
# Addresses of services (10.96.0.0/16) and of pods, the fake ones' too, lie behind the node, as seen from the machine.
set -eu

network=brownout-cluster
ip netns add "$network"
ip link add brownout-node type veth peer name eth0 netns "$network"

ip address add 10.244.0.1/30 dev brownout-node
ip link set brownout-node up

ip -netns "$network" link set lo up
ip -netns "$network" address add 10.244.0.2/30 dev eth0
ip -netns "$network" link set eth0 up

ip route add 10.244.0.0/16 via 10.244.0.2
ip route add 10.96.0.0/16 via 10.244.0.2
