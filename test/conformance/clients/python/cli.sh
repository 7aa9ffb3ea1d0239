#!/usr/bin/env bash
# The basic flow with the az CLI: pool, nodes, job, tasks from a file, files, counts, clean-up. `az` is $AZ, or the one in PATH.
# It finds the account through AZURE_BATCH_ACCOUNT, AZURE_BATCH_ENDPOINT and AZURE_BATCH_ACCESS_KEY.
set -euo pipefail

az=${AZ:-az}
id=cli-$RANDOM-$$
folder=$(mktemp -d)
# Don't use the user's configuration and login.
export AZURE_CONFIG_DIR=$folder/azure AZURE_CORE_COLLECT_TELEMETRY=false

batch() {
  "$az" batch "$@" -o tsv
}

is_clean=no
clean_up() {
  if [ "$is_clean" = no ]; then
    batch job delete --job-id "$id" --yes || true
    batch pool delete --pool-id "$id" --yes || true
  fi
  rm -rf "$folder"
}
trap clean_up EXIT

# expect WHAT EXPECTED FOUND
expect() {
  [ "$2" = "$3" ] || { echo "$1: expected '$2', found '$3'" >&2; exit 1; }
}

# until_is WHAT EXPECTED COMMAND…
until_is() {
  local what=$1 expected=$2 found='' deadline=$((SECONDS + ${DEADLINE:-1200}))
  shift 2
  while found=$("$@"); [ "$found" != "$expected" ]; do
    [ "$SECONDS" -lt "$deadline" ] || expect "$what" "$expected" "$found"
    sleep 1
  done
}

expect "supported images" batch.node.ubuntu\ 24.04 "$(batch pool supported-images list \
  --query "[?imageReference.offer=='ubuntu-hpc' && imageReference.sku=='2404'].nodeAgentSkuId | [0]")"

batch pool create --id "$id" --vm-size standard_d2s_v3 --target-dedicated-nodes 1 --task-slots-per-node 4 \
  --image microsoft-dsvm:ubuntu-hpc:2404 --node-agent-sku-id 'batch.node.ubuntu 24.04'
until_is "state of the node" idle batch node list --pool-id "$id" --query '[0].state'
expect "pool show" active "$(batch pool show --pool-id "$id" --query state)"
expect "pool list" "$id" "$(batch pool list --filter "id eq '$id'" --query '[].id')"
expect "node counts" 1 "$(batch pool node-counts list --filter "poolId eq '$id'" --query '[0].dedicated.total')"
batch pool resize --pool-id "$id" --target-dedicated-nodes 2
until_is "nodes after a resize" 2 batch pool show --pool-id "$id" --query currentDedicatedNodes

batch job create --id "$id" --pool-id "$id" --priority 5
expect "job show" 5 "$(batch job show --job-id "$id" --query priority)"
cat > "$folder/tasks.json" <<JSON
[
  { "id": "one", "commandLine": "/bin/echo first" },
  { "id": "two", "commandLine": "/bin/sh -c 'exit 3'" }
]
JSON
batch task create --job-id "$id" --json-file "$folder/tasks.json" >/dev/null
batch task create --job-id "$id" --task-id three --command-line '/bin/echo third' >/dev/null
until_is "completed tasks" 3 batch task list --job-id "$id" --filter "state eq 'completed'" --query 'length(@)'
expect "task show" 3 "$(batch task show --job-id "$id" --task-id two --query executionInfo.exitCode)"
expect "task counts" "2	1" "$(batch job task-counts show --job-id "$id" --query '[taskCounts.succeeded, taskCounts.failed]' | tr '\n' '\t' | sed 's/\t$//')"
expect "task file list" stdout.txt "$(batch task file list --job-id "$id" --task-id one --query "[?name=='stdout.txt'].name")"
batch task file download --job-id "$id" --task-id one --file-path stdout.txt --destination "$folder/stdout.txt" >/dev/null
expect "stdout.txt" first "$(cat "$folder/stdout.txt")"
refusal=$(batch job show --job-id no-such-job 2>&1) && expect "a missing job" refusal success
grep -q JobNotFound <<<"$refusal" || expect "a missing job" JobNotFound "$refusal"

until_is "allocation state" steady batch pool show --pool-id "$id" --query allocationState
batch pool autoscale enable --pool-id "$id" --auto-scale-formula '$TargetDedicatedNodes = 1;' \
  --auto-scale-evaluation-interval PT10M >/dev/null
expect "autoscale evaluate" yes "$(batch pool autoscale evaluate --pool-id "$id" \
  --auto-scale-formula '$TargetDedicatedNodes = 2;' --query "contains(results, '\$TargetDedicatedNodes=2') && 'yes'")"
until_is "nodes by the formula" 1 batch pool show --pool-id "$id" --query currentDedicatedNodes
batch pool autoscale disable --pool-id "$id" >/dev/null
expect "autoscale of a pool" false "$(batch pool show --pool-id "$id" --query enableAutoScale)"

batch job delete --job-id "$id" --yes
until_is "jobs of that id" 0 batch job list --filter "id eq '$id'" --query 'length(@)'
batch pool delete --pool-id "$id" --yes
until_is "pools of that id" 0 batch pool list --filter "id eq '$id'" --query 'length(@)'
is_clean=yes
echo "az CLI ok"
