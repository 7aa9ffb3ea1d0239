"""Runs a job from a template with azure-batch-extensions: files of a file group, a parametric sweep, a merge task, output files."""

import logging
import os
import tempfile
from importlib.metadata import version

from azext.batch import BatchExtensionsClient
from azure.batch.batch_auth import SharedKeyCredentials
from azure.multiapi.storage.v2018_11_09.blob import BlockBlobService

import flow

# The clients log an error for each blob that they haven't uploaded yet, and fields that one of them doesn't know.
logging.disable(logging.ERROR)
storage = BlockBlobService(connection_string=os.environ["AZURE_STORAGE_CONNECTION_STRING"])
client = BatchExtensionsClient(
    SharedKeyCredentials(flow.ACCOUNT, flow.KEY), batch_url=flow.ENDPOINT, batch_account=flow.ACCOUNT, storage_client=storage
)
name = flow.new_id("extensions")
POOL = {
    "type": "Microsoft.Batch/batchAccounts/pools",
    "apiVersion": "2018-12-01",
    "properties": {
        "id": "[parameters('name')]",
        "vmSize": flow.VM_SIZE,
        "virtualMachineConfiguration": {"imageReference": flow.IMAGE, "nodeAgentSKUId": flow.AGENT},
        "targetDedicatedNodes": 1,
        "maxTasksPerNode": 4,
    },
}
JOB = {
    "type": "Microsoft.Batch/batchAccounts/jobs",
    "apiVersion": "2018-12-01",
    "properties": {
        "id": "[parameters('name')]",
        "poolInfo": {"poolId": "[parameters('name')]"},
        "onAllTasksComplete": "terminateJob",
        "taskFactory": {
            "type": "parametricSweep",
            "parameterSets": [{"start": 1, "end": 5, "step": 1}],
            "repeatTask": {
                "commandLine": "/bin/sh -c 'cat numbers/{0}.txt > {0}.out'",
                "resourceFiles": [{"filePath": "numbers/", "source": {"fileGroup": "[parameters('name')]"}}],
                "outputFiles": [
                    {
                        "filePattern": "{0}.out",
                        "destination": {"autoStorage": {"fileGroup": "[concat(parameters('name'), '-out')]"}},
                        "uploadOptions": {"uploadCondition": "TaskSuccess"},
                    }
                ],
            },
            "mergeTask": {"id": "merge", "commandLine": "/bin/echo merged"},
        },
    },
}


def template(resource):
    return {"parameters": {"name": {"type": "string"}}, "job" if resource is JOB else "pool": resource}


def main():
    with tempfile.TemporaryDirectory() as folder:
        for i in range(1, 6):
            with open(os.path.join(folder, f"{i}.txt"), "w") as file:
                file.write(f"number {i}")
        client.file.upload(folder, name)
    values = {"name": {"value": name}}
    client.pool.add(client.pool.poolparameter_from_json(client.pool.expand_template(template(POOL), values)))
    job = client.job.jobparameter_from_json(client.job.expand_template(template(JOB), values))
    added = client.job.add(job, threads=1)
    flow.equal([str(each.status).split(".")[-1].lower() for each in added.value], ["success"] * 6, "tasks")
    flow.until("a completed job", lambda: client.job.get(name).state == "completed")
    flow.equal(client.job.get(name).execution_info.terminate_reason, "AllTasksComplete", "terminateReason")
    tasks = {task.id: task.execution_info for task in client.task.list(name)}
    flow.equal({each.exit_code for each in tasks.values()}, {0}, f"exit codes of {sorted(tasks)}")
    flow.equal("merge" in tasks, True, "the merge task")
    # The client's own list_from_group fails for blobs that it has not uploaded itself.
    found = {blob.name.rsplit("/", 1)[-1] for blob in storage.list_blobs(f"fgrp-{name}-out")}
    flow.equal(found, {f"{i}.out" for i in range(1, 6)}, "blobs")


try:
    main()
finally:
    client.job.delete(name)
    client.pool.delete(name)
    for group in (name, name + "-out"):
        client.file.delete_group(group)
print(f"extensions: azure-batch-extensions {version('azure-batch-extensions')} ok")
