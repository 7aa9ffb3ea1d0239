# pytest test_testcontainers.py, after: pip install pytest testcontainers azure-batch
import os
import time

import pytest
from azure.batch import BatchClient, models
from azure.core.credentials import AzureNamedKeyCredential
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import HttpWaitStrategy

ACCOUNT, KEY = "local", "c2VjcmV0"  # Any text in base64.


@pytest.fixture(scope="session")
def batch():
    container = (
        DockerContainer(os.environ.get("CONTAINER_IMAGE", "azure-batch-emulator"))
        .with_command(f"--account {ACCOUNT}:{KEY} --pool pool")
        .with_exposed_ports(10010)
        .waiting_for(HttpWaitStrategy(10010, "/health"))
    )
    with container:
        endpoint = f"http://{container.get_container_host_ip()}:{container.get_exposed_port(10010)}"
        yield BatchClient(endpoint=endpoint, credential=AzureNamedKeyCredential(ACCOUNT, KEY))


def test_runs_a_task(batch):
    batch.create_job(models.BatchJobCreateOptions(id="job", pool_info=models.BatchPoolInfo(pool_id="pool")))
    batch.create_task("job", models.BatchTaskCreateOptions(id="hello", command_line="/bin/sh -c 'echo hello'"))
    while batch.get_task("job", "hello").state != "completed":
        time.sleep(0.1)
    assert batch.get_task("job", "hello").execution_info.exit_code == 0
