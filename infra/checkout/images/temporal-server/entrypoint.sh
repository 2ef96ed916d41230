#!/bin/sh
# The roles of the server find each other by an address that is not a wildcard: this container's.
set -eu
own=$(hostname -i | cut -d ' ' -f 1)
export BIND_ON_IP="${BIND_ON_IP:-$own}"
if [ "$BIND_ON_IP" = 0.0.0.0 ]; then export TEMPORAL_BROADCAST_ADDRESS="${TEMPORAL_BROADCAST_ADDRESS:-$own}"; fi
exec temporal-server start
