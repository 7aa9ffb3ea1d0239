#!/usr/bin/env bash
# Runs the basic flow of foreign clients against the accounts of the environment, or of .local/env while `npx azbatch local` runs.
# Installs them in $BATCH_CLIENTS (default: .local/clients) and keeps them. Prints counts as mocha does.
#   test/conformance/foreign.sh [--quick | --list | LANGUAGE | LANGUAGE/CLIENT]…
# --quick leaves out clients whose installation takes more than a minute; --list prints all names. clients/README.md has more.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../.." && pwd)
local_dir=${BATCH_LOCAL_DIR:-$project/.local}
export BATCH_CLIENTS=${BATCH_CLIENTS:-$local_dir/clients}

# Prints `LANGUAGE/CLIENT` and, for some, ` slow`.
list() {
  local script
  for script in "$here"/clients/*/run.sh; do "$script" --list | sed "s|^|$(basename "$(dirname "$script")")/|"; done
}

select_clients() {
  local all argument
  all=$(list)
  [ $# -gt 0 ] || cut -d ' ' -f 1 <<<"$all"
  for argument in "$@"; do
    case $argument in
      --quick) grep -v ' slow$' <<<"$all" ;;
      *) cut -d ' ' -f 1 <<<"$all" | grep -E "^$argument(/|$)" || { echo "Expected a name that --list prints, got $argument." >&2; return 2; } ;;
    esac
  done
}

if [ "${1:-}" = --list ]; then list; exit; fi
selected=$(select_clients "$@")

if [ -z "${AZURE_BATCH_ENDPOINT:-}" ]; then
  [ -f "$local_dir/env" ] || { echo "Expected a local cloud, found none in $local_dir: start it with npx azbatch local." >&2; exit 3; }
  # shellcheck disable=SC1091
  . "$local_dir/env"
fi
mkdir -p "$BATCH_CLIENTS"
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

# Runs a client and prints its output as a whole.
# shellcheck disable=SC2016
run='
  log=$2/${1//\//-}.log start=$SECONDS
  if "$0/clients/${1%%/*}/run.sh" "${1#*/}" >"$log" 2>&1; then verdict=ok; else verdict=FAILED; touch "$log.failed"; fi
  printf "== %s: %s, %d s\n%s\n" "$1" "$verdict" $((SECONDS - start)) "$(cat "$log")"
'
# Installing mostly waits for the network, so this is more than the usual number of cores.
xargs -P 6 -I '{}' bash -c "$run" "$here" '{}' "$results" <<<"$selected"

count=$(wc -l <<<"$selected")
failed=$(find "$results" -name '*.failed' | wc -l)
echo "  $((count - failed)) passing"
[ "$failed" -eq 0 ] || { echo "  $failed failing"; exit 1; }
