#!/bin/sh
# Becomes the registry, which reads REGISTRY_* and QUARKUS_* by itself.
exec java ${JAVA_OPTIONS:--Xmx384m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC} -Dquarkus.http.host=0.0.0.0 \
  -jar /deployments/apicurio-registry-app-2.6.13.Final-runner.jar
