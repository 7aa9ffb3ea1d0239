#!/usr/bin/env bash
# Starts Azurite if AZURITE is true, then azure-batch-emulator. Returns when its pools are ready, and exports the variables of
# both to the next steps of the job. The runner ends both programs with the job.
set -euo pipefail
folder=$RUNNER_TEMP/azure-batch-emulator
mkdir -p "$folder"

fail() {
  echo "::error title=azure-batch-emulator::$1"
  tail -n 20 "$folder"/*.log >&2
  exit 1
}

start() { # name, command…: its stdout is in <name>.out, its stderr in <name>.log
  local name=$1
  shift
  setsid nohup "$@" >"$folder/$name.out" 2>"$folder/$name.log" </dev/null &
  echo $! >"$folder/$name.pid"
}

wait_for() { # name, curl's arguments…
  local name=$1
  shift
  for _ in {1..600}; do
    if curl --silent --output /dev/null --max-time 2 "$@"; then return; fi
    kill -0 "$(<"$folder/$name.pid")" 2>/dev/null || fail "$name ended. Its log follows."
    sleep 0.2
  done
  fail "$name isn't ready after two minutes. Its log follows."
}

if [ "${AZURITE:-false}" = true ]; then
  start azurite npx --yes --package azurite azurite-blob --silent --skipApiVersionCheck --blobPort "$AZURITE_PORT" --location "$folder/blobs"
  wait_for azurite "http://127.0.0.1:$AZURITE_PORT/"
  # Azurite's documented account.
  key=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==
  export BATCH_EMULATOR_STORAGE="DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=$key;BlobEndpoint=http://127.0.0.1:$AZURITE_PORT/devstoreaccount1;"
  echo "AZURE_STORAGE_CONNECTION_STRING=$BATCH_EMULATOR_STORAGE" >>"$GITHUB_ENV"
fi

read -r -a options <<<"${OPTIONS:-}"
start emulator npx --yes --package "$PACKAGE" azure-batch-emulator --dir "$folder/state" "${options[@]}"
wait_for emulator --fail "http://127.0.0.1:$BATCH_EMULATOR_PORT/health"
sed -n 's/^.*AZURE_BATCH_ACCESS_KEY=/::add-mask::/p' "$folder/emulator.out"
grep '^AZURE_' "$folder/emulator.out" >>"$GITHUB_ENV"
