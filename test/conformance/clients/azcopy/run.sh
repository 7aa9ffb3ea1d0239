#!/usr/bin/env bash
# AzCopy, from its npm package for Linux. Needs libsecret-1-0 on Debian. See ../README.md.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

if [ "${1:-}" = --list ]; then
  if [ "$(uname -s)" = Linux ]; then echo azcopy-10.32.2; fi
  exit
fi
dir=$BATCH_CLIENTS/$1
if [ ! -d "$dir" ]; then
  rm -rf "$dir.new"
  npm install --silent --no-audit --no-fund --prefix "$dir.new" @azure-tools/azcopy-linux@10.32.2
  chmod +x "$dir.new"/node_modules/@azure-tools/azcopy-linux/dist/bin/azcopy_linux_amd64
  mv "$dir.new" "$dir"
fi
# copy.ts needs this project's storage client, and its Node rather than an older one.
export PATH=$here/../../../../node_modules/.bin:$PATH
AZCOPY=$dir/node_modules/@azure-tools/azcopy-linux/dist/bin/azcopy_linux_amd64 node "$here/copy.ts"
