# Installs a run's Python packages on a node, once for all runs with the same packages. Reads $version (of Python), $key, $node (path
# of Node), $program (which fetches the wheels) and $uv_sha256.
umask 022
envs=$AZ_BATCH_NODE_SHARED_DIR/envs
env=$envs/$key

fail() {
  echo "PackagesError: $1" >&2
  exit 1
}

find_python() {
  local name found
  for name in "python$version" python3 python; do
    python=$(command -v "$name") || continue
    found=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2> /dev/null) || continue
    [ "$found" != "$version" ] || return 0
    others=$found
  done
  fail "expected Python $version on the node, got ${others:-none}. Set the workload's python to the node's version, or install Python $version with the stack's packages or startScript"
}

# Runs uv in $new without the user's settings, and shows its last messages if it fails.
run_uv() {
  env -i PATH="$PATH" HOME="$new" LANG=C.UTF-8 "$uv" "$@" --quiet --color never --no-config --offline --no-python-downloads --cache-dir cache 2> uv.log && return
  cat uv.log >&2
  local full=
  [ "$(df --output=avail -k . 2> /dev/null | tail -n 1)" -gt 1024 ] 2> /dev/null || full=' (the disk is full)'
  fail "the packages could not be installed$full: $(grep -m 1 '^error' uv.log | cut -c 1-300): $(grep 'cause:' uv.log | tail -n 1 | cut -c 1-300)"
}

install() {
  find_python
  new=$envs/.new-$key
  mkdir "$new" && cd "$new" || fail "no folder can be created in the node's shared directory"
  RUN_READ=$RUN_PACKAGES NODE_OPTIONS= "$node" "$program" || exit 125
  echo "$uv_sha256  uv.whl" | sha256sum --check --status || fail 'the program uv arrived damaged'
  "$python" -m zipfile -e uv.whl uv > uv.log 2>&1 || fail "uv could not be unpacked: $(tail -n 1 uv.log)"
  uv=$(echo "$new"/uv/*.data/scripts/uv)
  chmod +x "$uv"
  run_uv venv --relocatable --python "$python" env
  run_uv pip install --no-index --find-links wheels --no-deps --require-hashes --compile-bytecode --python env/bin/python --requirements lock.txt
  # The node may lose power: what is renamed must be on the disk.
  sync -f . 2> /dev/null || sync
  rm -rf "$env" && mv env "$env" || fail "the environment could not be moved to its place"
  cd "$envs" && rm -rf "$new"
}

# Keeps environments that a job on the node may use, and the two that were used last. Batch removes a job's folder with the job.
remove_old() {
  local each job kept=0
  for each in $(ls -t "$envs"); do
    [ "$each" != "$key" ] || continue
    for job in "$envs/$each"/.batch-jobs/*; do [ ! -e "$job" ] || continue 2; done
    kept=$((kept + 1))
    [ "$kept" -gt 2 ] || continue
    mv "$envs/$each" "$envs/.old-$each" && rm -rf "$envs/.old-$each"
  done
}

mkdir -p "$envs" || fail "no folder can be created in the node's shared directory"
command -v flock > /dev/null || fail 'expected the program flock on the node, got none. Add util-linux to the packages of the stack'
# The system releases the lock when this process ends, even if it is killed.
exec 9> "$envs/.lock"
flock 9
rm -rf "$envs"/.new-* "$envs"/.old-*
if ! "$env/bin/python" -c '' 2> /dev/null; then
  (install) || {
    code=$?
    rm -rf "$envs"/.new-*
    exit "$code"
  }
fi
mkdir -p "$env/.batch-jobs"
ln -sfn "$AZ_BATCH_TASK_WORKING_DIR" "$env/.batch-jobs/$AZ_BATCH_JOB_ID" ||
  fail "the job could not be noted in its environment"
find "$env/.batch-jobs" -xtype l -delete 2> /dev/null
touch "$env"
remove_old
exec 9>&-
