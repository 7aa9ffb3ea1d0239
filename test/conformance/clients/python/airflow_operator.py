"""Runs tasks with Airflow's AzureBatchOperator: one that succeeds, one that fails, and one on the newest verified image."""

import json
import os
import tempfile

import flow

os.environ.update(
    AIRFLOW_HOME=tempfile.mkdtemp(),
    AIRFLOW__LOGGING__LOGGING_LEVEL="WARNING",
    AIRFLOW_CONN_AZURE_BATCH_DEFAULT=json.dumps(
        {
            "conn_type": "azure_batch",
            "login": flow.ACCOUNT,
            "password": flow.KEY,
            "extra": {"account_url": flow.ENDPOINT},
        }
    ),
)

from importlib.metadata import version  # noqa: E402

from airflow.providers.microsoft.azure.hooks.batch import AzureBatchHook  # noqa: E402
from airflow.providers.microsoft.azure.operators.batch import AzureBatchOperator  # noqa: E402

hook = AzureBatchHook()
# Otherwise the hook waits 10 and 15 seconds between requests.
if flow.IS_LOCAL:
    import time

    sleep = time.sleep
    time.sleep = lambda seconds: sleep(min(seconds, 0.2))


def run(name, command, **options):
    pool = flow.new_id("airflow")
    operator = AzureBatchOperator(
        task_id=name,
        batch_pool_id=pool,
        batch_pool_vm_size=flow.VM_SIZE,
        batch_job_id=pool,
        batch_task_id="task",
        batch_task_command_line=command,
        vm_node_agent_sku_id=flow.AGENT,
        vm_publisher=flow.IMAGE["publisher"],
        vm_offer=flow.IMAGE["offer"],
        vm_sku=flow.IMAGE["sku"],
        vm_version=flow.IMAGE["version"],
        target_dedicated_nodes=1,
        **options,
    )
    try:
        operator.execute({})
        return b"".join(hook.connection.download_task_file(pool, "task", "stdout.txt"))
    finally:
        operator.clean_up(job_id=pool)
        operator.clean_up(pool_id=pool)


flow.equal(hook.test_connection()[0], True, "test_connection")
flow.equal(run("succeeds", "/bin/echo hello"), b"hello\n", "stdout.txt")
latest = dict(use_latest_verified_vm_image_and_sku=True, sku_starts_with="2404")
flow.equal(run("newest", "/bin/echo hello", **latest), b"hello\n", "stdout.txt of the newest image")
try:
    run("fails", "/bin/sh -c 'exit 3'")
except RuntimeError as error:
    flow.equal("Job fail" in str(error) and "'exitCode': 3" in str(error), True, str(error))
else:
    raise AssertionError("a task that failed counted as a success")
print(f"airflow: apache-airflow-providers-microsoft-azure {version('apache-airflow-providers-microsoft-azure')} ok")
