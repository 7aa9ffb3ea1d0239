#!/usr/bin/env bash
# Runs the basic flow of clients in Python against the accounts of the environment, or of .local/env while `npx azbatch local`
# runs. Installs their packages from PyPI in $BATCH_CLIENTS (default: .local/clients) and keeps them. Needs python3
# with pip, but not venv, which is a separate package on Debian. Prints counts as mocha does.
#   test/conformance/foreign.sh [track1] [track2] [definition1] [definition2] [readme] [cli]
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../.." && pwd)
local_dir=${BATCH_LOCAL_DIR:-$project/.local}
clients=${BATCH_CLIENTS:-$local_dir/clients}
export PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

if [ -z "${AZURE_BATCH_ENDPOINT:-}" ]; then
  [ -f "$local_dir/env" ] || { echo "Expected a local cloud, found none in $local_dir: start it with npx azbatch local." >&2; exit 3; }
  # shellcheck disable=SC1091
  . "$local_dir/env"
fi
python3 -m pip --version >/dev/null 2>&1 || { echo "Expected python3 with pip, found none: on Debian, apt-get install python3-pip." >&2; exit 3; }

# with PACKAGE COMMAND…: runs it where Python finds the package
with() {
  local dir=$clients/$1
  if [ ! -d "$dir" ]; then
    rm -rf "$dir.new"
    python3 -m pip install --quiet --target "$dir.new" "$1" && mv "$dir.new" "$dir" || return 1
  fi
  PYTHONPATH=$dir "${@:2}"
}

# The Python example of the emulator's page; it leaves its pool and job behind.
readme_example() { sed -n '/^```python$/,/^```$/{/^```/!p}' "$project/local/emulator/README.md"; }

run() {
  case $1 in
    track1) with azure-batch==14.2.0 python3 "$here/python/track1.py" ;;
    definition1) with azure-batch==14.2.0 python3 "$here/python/definition.py" ;;
    track2) with azure-batch==15.1.0 python3 "$here/python/track2.py" ;;
    definition2) with azure-batch==15.1.0 python3 "$here/python/definition.py" ;;
    readme) [ "$(with azure-batch==15.1.0 python3 -c "$(readme_example)")" = hello ] ;;
    cli) AZ=$clients/azure-cli==2.91.0/bin/az with azure-cli==2.91.0 "$here/python/cli.sh" ;;
    *) echo "Expected track1, track2, definition1, definition2, readme or cli, got $1." >&2; return 2 ;;
  esac
}

[ $# -gt 0 ] || set -- track1 track2 definition1 definition2 readme cli
failed=0
for client in "$@"; do run "$client" || failed=$((failed + 1)); done
echo "  $(($# - failed)) passing"
[ "$failed" -eq 0 ] || { echo "  $failed failing"; exit 1; }
