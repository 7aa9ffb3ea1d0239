# pytest test_pytest.py, after: pip install pytest azure-batch && npm install azure-batch-emulator
import subprocess
import time
import urllib.request

import pytest
from azure.batch import BatchClient, models
from azure.core.credentials import AzureNamedKeyCredential


@pytest.fixture(scope="session")
def emulator(tmp_path_factory):
    command = ["node_modules/.bin/azure-batch-emulator", "--pool", "pool", "--dir", str(tmp_path_factory.mktemp("batch"))]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        lines = [process.stdout.readline().strip() for _ in range(3)]
        yield dict(line.split("=", 1) for line in lines)
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
def batch(emulator):
    endpoint = emulator["AZURE_BATCH_ENDPOINT"]
    # Each test begins with an empty account and the pool.
    urllib.request.urlopen(urllib.request.Request(f"{endpoint}/reset", method="POST"))
    credential = AzureNamedKeyCredential(emulator["AZURE_BATCH_ACCOUNT"], emulator["AZURE_BATCH_ACCESS_KEY"])
    return BatchClient(endpoint=endpoint, credential=credential)


@pytest.mark.parametrize("exit_code", [0, 1])
def test_sees_the_exit_code(batch, exit_code):
    batch.create_job(models.BatchJobCreateOptions(id="job", pool_info=models.BatchPoolInfo(pool_id="pool")))
    command = f"/bin/sh -c 'exit {exit_code}'"
    batch.create_task("job", models.BatchTaskCreateOptions(id="task", command_line=command))
    while batch.get_task("job", "task").state != "completed":
        time.sleep(0.1)
    assert batch.get_task("job", "task").execution_info.exit_code == exit_code
