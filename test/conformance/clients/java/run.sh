#!/usr/bin/env bash
# Java's clients. See ../README.md.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

if [ "${1:-}" = --list ]; then
  echo azure-batch-11.2.0
  exit
fi
for program in java mvn; do
  command -v "$program" >/dev/null || { echo "Expected $program, found none: on Debian, apt-get install default-jdk-headless maven." >&2; exit 3; }
done

lib=$BATCH_CLIENTS/$1
if [ ! -d "$lib" ]; then
  rm -rf "$lib.new"
  # In a copy, because Maven creates target/ next to its file.
  project=$(mktemp -d)
  trap 'rm -rf "$project"' EXIT
  cp "$here/pom.xml" "$project"
  mvn --batch-mode --quiet --file "$project/pom.xml" \
    org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory="$lib.new"
  mv "$lib.new" "$lib"
fi
# The client looks into classes of Java, which Java 17 only allows with these options.
java --add-opens java.base/java.lang=ALL-UNNAMED --add-opens java.base/java.util=ALL-UNNAMED -cp "$lib/*" "$here/Flow.java"
