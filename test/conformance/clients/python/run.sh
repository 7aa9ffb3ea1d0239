#!/usr/bin/env bash
# Python's clients and the az CLI. See ../README.md.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
export PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

if [ "${1:-}" = --list ]; then
  cat <<'LIST'
airflow-15.2.1 slow
azure-batch-4.1.3
azure-batch-5.1.1
azure-batch-6.0.0
azure-batch-7.0.0
azure-batch-8.0.0
azure-batch-9.0.0
azure-batch-10.0.0
azure-batch-11.0.0
azure-batch-12.0.0
azure-batch-13.0.0
azure-batch-14.0.0
azure-batch-14.1.0
azure-batch-14.2.0
azure-batch-15.1.0
azure-batch-extensions-9.0.0
azure-cli-2.91.0 slow
LIST
  exit
fi

client=$1
python3 -m pip --version >/dev/null 2>&1 || { echo "Expected python3 with pip, found none: on Debian, apt-get install python3-pip." >&2; exit 3; }

# install NAME ARGUMENT…: installs packages with pip once, in a folder of that name, and makes Python find them. Other clients may do the same
# now. Needs no venv, which is a separate package on Debian.
install() {
  local dir=$BATCH_CLIENTS/$1 new
  if [ ! -d "$dir" ]; then
    new=$(mktemp -d "$dir.XXXXXX")
    python3 -m pip install --quiet --target "$new" "${@:2}"
    mv "$new" "$dir"
  fi
  export PYTHONPATH=$dir${PYTHONPATH:+:$PYTHONPATH}
}

# What azure-batch before 15 depends on, installed by one client while the others wait.
install_msrest() {
  (
    if command -v flock >/dev/null; then flock 9; fi
    install msrest msrest==0.7.1 msrestazure==0.6.4.post1 azure-common==1.1.28
  ) 9>"$BATCH_CLIENTS/msrest.lock"
  export PYTHONPATH=$BATCH_CLIENTS/msrest
}

# Prints the Python example of the emulator's page, and code that deletes its pool and job.
readme_example() {
  sed -n '/^```python$/,/^```$/{/^```/!p;}' "$here/../../../../local/emulator/README.md"
  echo 'client.begin_delete_job("job", polling_interval=0.1).result()'
  echo 'client.begin_delete_pool("pool", polling_interval=0.1).result()'
}

case $client in
  airflow-15.2.1)
    install "$client" apache-airflow-providers-microsoft-azure==15.2.1 apache-airflow==3.3.2
    python3 "$here/airflow_operator.py"
    ;;
  azure-batch-15.*)
    install "$client" "azure-batch==${client##*-}"
    python3 "$here/track2.py"
    python3 "$here/definition.py"
    [ "$(python3 -c "$(readme_example)")" = hello ]
    ;;
  azure-batch-extensions-9.0.0)
    # Newer azure-multiapi-storage lacks the version of the storage client that this one imports.
    install "$client" azure-batch-extensions==9.0.0 azure-batch==12.0.0 azure-multiapi-storage==1.4.1
    python3 "$here/extensions.py"
    ;;
  azure-batch-*)
    install_msrest
    install "$client" --no-deps "azure-batch==${client##*-}"
    python3 "$here/track1.py"
    python3 "$here/definition.py"
    ;;
  azure-cli-*)
    install "$client" "azure-cli==${client##*-}"
    AZ=$BATCH_CLIENTS/$client/bin/az "$here/cli.sh"
    ;;
  *)
    echo "Expected a name that --list prints, got $client." >&2
    exit 2
    ;;
esac
