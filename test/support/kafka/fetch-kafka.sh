#!/bin/sh
# Fetches Kafka's own jars by Maven into the user's cache, once a version, and prints their folder: where the services of a
# graph that are brokers look for them. A few seconds. The second artifact writes Kafka's log to where it can be read.
set -eu

version=${1:-4.0.0}
folder=${XDG_CACHE_HOME:-$HOME/.cache}/brownout/kafka-$version

if [ ! -d "$folder" ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  cat >"$work/pom.xml" <<POM
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>brownout</groupId>
  <artifactId>kafka</artifactId>
  <version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>$version</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
POM
  mvn --quiet --batch-mode --file "$work/pom.xml" dependency:copy-dependencies -DincludeScope=runtime \
    -DoutputDirectory="$work/jars" >&2
  mkdir -p "$(dirname "$folder")"
  mv "$work/jars" "$folder"
fi
echo "$folder"
