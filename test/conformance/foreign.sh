#!/usr/bin/env bash
# Runs the basic flow of clients in Python against the accounts of the environment, or of .local/env while `npm run local`
# runs. Their packages come from PyPI into a folder that is kept: $BATCH_VENVS, by default .local/venvs.
#   test/conformance/foreign.sh [track1] [track2] [cli]
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../.." && pwd)
local_dir=${BATCH_LOCAL_DIR:-$project/.local}
venvs=${BATCH_VENVS:-$local_dir/venvs}
export PYTHONDONTWRITEBYTECODE=1

if [ -z "${AZURE_BATCH_ENDPOINT:-}" ]; then
  [ -f "$local_dir/env" ] || { echo "Expected a local cloud, found none in $local_dir: start it with npm run local." >&2; exit 3; }
  # shellcheck disable=SC1091
  . "$local_dir/env"
fi

# venv NAME PACKAGE
venv() {
  [ -x "$venvs/$1/bin/python" ] || python3 -m venv "$venvs/$1"
  "$venvs/$1/bin/pip" install --quiet --disable-pip-version-check "$2"
}

track1() {
  venv track1 azure-batch==14.2.0
  "$venvs/track1/bin/python" "$here/python/track1.py"
}

track2() {
  venv track2 azure-batch==15.1.0
  "$venvs/track2/bin/python" "$here/python/track2.py"
}

cli() {
  venv cli azure-cli==2.91.0
  AZ=$venvs/cli/bin/az "$here/python/cli.sh"
}

[ $# -gt 0 ] || set -- track1 track2 cli
for client in "$@"; do
  case $client in
    track1 | track2 | cli) "$client" ;;
    *) echo "Expected track1, track2 or cli, found $client." >&2; exit 2 ;;
  esac
done
