# run.sh TASK.yaml COUNT: runs the task COUNT times, waits, downloads.
sky jobs pool apply --yes --pool my-pool pool.yaml
sky jobs launch --yes --detach-run --pool my-pool --num-jobs "$2" "$1"
while sky jobs queue --skip-finished | grep -q my-pool; do sleep 30; done
az storage blob download-batch --account-name mystorage --source my-results --destination out
sky jobs pool down --yes my-pool
