#!/bin/bash
# Writes KAFKA_* into server.properties, as the official image does (`_` is a dot, `__` an underscore, `___` a dash),
# formats the storage once, and becomes Kafka.
set -euo pipefail

config=/opt/kafka/config/server.properties
data=${KAFKA_LOG_DIRS:-/tmp/kraft-combined-logs}

# Of the tools around Kafka, not of the broker.
not_settings='^KAFKA_(HEAP_OPTS|OPTS|JVM_PERFORMANCE_OPTS|LOG4J_OPTS|JMX_OPTS|VERSION|HOME)='

# What a broker alone on its machine is without any setting.
defaults() {
  [ -n "${KAFKA_PROCESS_ROLES:-}" ] && return
  cat <<'END'
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@localhost:9093
listeners=PLAINTEXT://:9092,CONTROLLER://:9093
advertised.listeners=PLAINTEXT://localhost:9092
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
END
}

settings() {
  env | grep '^KAFKA_' | grep -Ev "$not_settings" | while IFS='=' read -r name value; do
    key=${name#KAFKA_}
    key=${key//___/-}
    key=${key//__/:}
    key=${key//_/.}
    printf '%s=%s\n' "${key//:/_}" "$value"
  done | sed -E 's/^([^=]+)/\L\1/'
}

{ defaults; echo "log.dirs=$data"; settings; } >"$config"

java=(java -cp '/opt/kafka/libs/*')
if [ ! -f "$data/meta.properties" ]; then
  "${java[@]}" kafka.tools.StorageTool format --cluster-id="${CLUSTER_ID:-5L6g3nShT-eMCtK--X86sw}" --config "$config"
fi
# Starts fast on few cores; a stand-in does not live long enough to need the best compiler.
read -ra heap <<<"${KAFKA_HEAP_OPTS:--Xmx512m}"
exec "${java[@]:0:1}" "${heap[@]}" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC "${java[@]:1}" kafka.Kafka "$config"
