#!/usr/bin/env bash
# Go's client. See ../README.md.
set -euo pipefail
cd "$(dirname "$0")"

if [ "${1:-}" = --list ]; then
  echo azure-sdk-for-go-68.0.0
  exit
fi
command -v go >/dev/null || { echo "Expected go, found none: on Debian, apt-get install golang." >&2; exit 3; }
go run .
