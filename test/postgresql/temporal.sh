#!/bin/sh
# For TEMPORAL_CLI: see temporal.ts beside it.
exec node "$(dirname "$0")/temporal.ts" "$@"
