#!/usr/bin/env bash
# Runs Microsoft's tutorial against a new local cloud and writes what it prints to the .txt files of this folder, which
# docs/tutorial.md quotes. adapt.py lists the changes. Needs python3 with pip; the clients come from PyPI, the tutorial from GitHub.
#   test/docs/tutorial/record.sh [CLONE]     CLONE is an existing clone of Azure/azure-batch-samples
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../../.." && pwd)
# The last commit in which the client and the task belong together; a later one removed both.
commit=fc20f0286be5c5c1cbdcc7b4a3ea5d99f03834bd
work=$(mktemp -d)
cloud=
trap '[ -z "$cloud" ] || kill "$cloud" 2>/dev/null; wait; rm -rf "$work"' EXIT
export PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

clone=${1:-$work/clone}
[ $# -gt 0 ] || git clone --quiet --filter=blob:none --no-checkout https://github.com/Azure/azure-batch-samples "$clone"
mkdir "$work/samples"
git -C "$clone" archive "$commit" Python/Batch | tar x -C "$work/samples"
python3 -m pip install --quiet --target "$work/clients" azure-batch==14.2.0 azure-storage-blob==12.31.1
export PYTHONPATH=$work/clients BATCH_LOCAL_DIR=$work/local

(cd "$project" && exec npm run --silent local) >"$work/cloud.log" 2>&1 &
cloud=$!
until [ -f "$work/local/env" ]; do
  kill -0 "$cloud" || { cat "$work/cloud.log" >&2; exit 1; }
  sleep 0.2
done
# shellcheck disable=SC1091
. "$work/local/env"

# Runs the tutorial, answers "yes" to its questions and prints its output, the end of an error, and the exit code.
tutorial() { # case of adapt.py, folder
  local folder=$work/$2/article_samples code=0
  mkdir -p "$folder/data" "$work/home"
  python3 "$here/adapt.py" "$work/samples/Python/Batch" "$work/$2" "$1"
  cp "$here/old_clients.py" "$folder"
  cp "$project/data/clockmaker.txt" "$folder/data/taskdata1.txt"
  cp "$project/data/harbour.txt" "$folder/data/taskdata2.txt"
  cp "$project/data/river.txt" "$folder/data/taskdata3.txt"
  (cd "$folder" && printf 'y\ny\n\n' | HOME=$work/home python3 -W ignore python_tutorial_client.py 2>"$work/stderr") || code=$?
  echo
  [ "$code" -eq 0 ] || grep -E "^[A-Za-z._0-9]*(Error|Exception)\b" "$work/stderr" | tail -n 1
  echo "exit code $code"
}

# Values that differ between runs become placeholders.
normal() {
  sed -E -e "s#$work/(home|[a-z-]+/article_samples)#<folder>#g" -e 's/[0-9]{4}-[0-9-]{5} [0-9:]{8}/<time>/' \
    -e 's/(Elapsed time: )[0-9:]+/\1<duration>/' -e 's/(timeout in [0-9:]+)\.+/\1.../' -e 's/(Node: ).*/\1<node>/' \
    -e '/^(RequestId|Time|Content): ?/d'
}

tutorial succeed succeed | normal >"$here/succeed.txt"
normal <"$work/home/taskdata1_OUTPUT.txt" >"$here/output.txt"
tutorial fail fail | normal >"$here/fail.txt"
tutorial no-nodes no-nodes | normal >"$here/no-nodes.txt"
# The case before has left its pool.
tutorial succeed again | normal >"$here/again.txt"
