#!/usr/bin/env bash
# npm's clients. See ../README.md.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)

if [ "${1:-}" = --list ]; then
  cat <<'LIST'
azure-batch-9.0.0
@azure-batch-7.0.0
@azure-batch-8.0.0
LIST
  exit
fi

client=$1
case $client in
  @azure-batch-*) package=@azure/batch ;;
  azure-batch-*) package=azure-batch ;;
  *) echo "Expected a name that --list prints, got $client." >&2; exit 2 ;;
esac
dir=$BATCH_CLIENTS/npm-$client
if [ ! -d "$dir" ]; then
  new=$(mktemp -d "$dir.XXXXXX")
  echo '{ "private": true }' > "$new/package.json"
  npm install --prefix "$new" --loglevel=error --no-audit --no-fund "$package@${client##*-}" >/dev/null
  mv "$new" "$dir"
fi
node "$here/flow.mjs" "$dir" "$package"
