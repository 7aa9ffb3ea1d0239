#!/usr/bin/env bash
# Python's clients and the az CLI. See ../README.md.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
export PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

if [ "${1:-}" = --list ]; then
  cat <<'LIST'
airflow-15.2.1 slow
azure-batch-14.2.0
azure-batch-15.1.0
azure-batch-extensions-9.0.0
azure-cli-2.91.0 slow
LIST
  exit
fi

client=$1
dir=$BATCH_CLIENTS/$client
python3 -m pip --version >/dev/null 2>&1 || { echo "Expected python3 with pip, found none: on Debian, apt-get install python3-pip." >&2; exit 3; }

# install REQUIREMENT…: installs packages once, and makes Python find them. Needs no venv, which is a separate package on Debian.
install() {
  if [ ! -d "$dir" ]; then
    rm -rf "$dir.new"
    python3 -m pip install --quiet --target "$dir.new" "$@"
    mv "$dir.new" "$dir"
  fi
  export PYTHONPATH=$dir
}

# The Python example of the emulator's page; it leaves its pool and job behind.
readme_example() { sed -n '/^```python$/,/^```$/{/^```/!p;}' "$here/../../../../local/emulator/README.md"; }

case $client in
  airflow-15.2.1)
    install apache-airflow-providers-microsoft-azure==15.2.1 apache-airflow==3.3.2
    python3 "$here/airflow_operator.py"
    ;;
  azure-batch-14.2.0)
    install azure-batch==14.2.0
    python3 "$here/track1.py"
    python3 "$here/definition.py"
    ;;
  azure-batch-15.1.0)
    install azure-batch==15.1.0
    python3 "$here/track2.py"
    python3 "$here/definition.py"
    [ "$(python3 -c "$(readme_example)")" = hello ]
    ;;
  azure-batch-extensions-9.0.0)
    # Newer azure-multiapi-storage lacks the version of the storage client that this one imports.
    install azure-batch-extensions==9.0.0 azure-batch==12.0.0 azure-multiapi-storage==1.4.1
    python3 "$here/extensions.py"
    ;;
  azure-cli-2.91.0)
    install azure-cli==2.91.0
    AZ=$dir/bin/az "$here/cli.sh"
    ;;
  *)
    echo "Expected a name that --list prints, got $client." >&2
    exit 2
    ;;
esac
