#!/bin/sh
# Its own configuration for containers reads TEMPORAL_*.
exec /home/temporal/ui-server --root /home/temporal --env docker start
