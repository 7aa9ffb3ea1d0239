"""Copies Microsoft's tutorial, adapted to current clients and to the local cloud.

    adapt.py SAMPLES FOLDER succeed|fail|no-nodes

SAMPLES is the folder Python/Batch of Azure/azure-batch-samples. Each replacement must match once, so another version of the
tutorial is refused. PYTHONPATH is the folder with the clients' packages.
"""

import os
import pathlib
import sys

import old_clients

samples, folder, case = sys.argv[1:]
# The original command installs the package that the tasks import. Here, nodes take it from the submitter's folder.
install = {
    "succeed": f"cp -r {os.environ['PYTHONPATH']}/. $AZ_BATCH_NODE_SHARED_DIR",
    "fail": "true",
    "no-nodes": "false",
}[case]
# With 20 minutes the last case takes 20 minutes.
timeout = "seconds=20" if case == "no-nodes" else "minutes=20"

REPLACEMENTS = {
    "common/__init__.py": {},
    "common/helpers.py": {},
    "article_samples/python_tutorial_client.py": {
        # Names in current releases of the clients
        "import azure.storage.blob as azureblob": "import old_clients as azureblob",
        "import azure.batch.batch_service_client as batch": "import azure.batch as batch",
        "common.helpers.select_latest_verified_vm_image_with_node_agent_sku": "azureblob.select_image",
        "base_url=": "batch_url=",
        "blob_source=": "http_url=",
        "JobAddParameter(\n        job_id": "JobAddParameter(\n        id=job_id",
        "batch.models.PoolInformation": "pool_info=batch.models.PoolInformation",
        "batch_service_client.pool.add(new_pool)\n    except batchmodels.batch_error.":
            "batch_service_client.pool.add(new_pool)\n    except batchmodels.",
        "batch_service_client.job.add(job)\n    except batchmodels.batch_error.":
            "batch_service_client.job.add(job)\n    except batchmodels.",
        "'topNtask{}'": "id='topNtask{}'",
        "common.helpers.wrap_commands_in_shell('linux', command)":
            "command_line=common.helpers.wrap_commands_in_shell('linux', command)",
        # Accounts, and an image that Batch still supports
        "_BATCH_ACCOUNT_NAME = ''": "_BATCH_ACCOUNT_NAME = os.environ['AZURE_BATCH_ACCOUNT']",
        "_BATCH_ACCOUNT_KEY = ''": "_BATCH_ACCOUNT_KEY = os.environ['AZURE_BATCH_ACCESS_KEY']",
        "_BATCH_ACCOUNT_URL = ''": "_BATCH_ACCOUNT_URL = os.environ['AZURE_BATCH_ENDPOINT']",
        "_STORAGE_ACCOUNT_NAME = ''": "_STORAGE_ACCOUNT_NAME = azureblob.ACCOUNT",
        "_STORAGE_ACCOUNT_KEY = ''": "_STORAGE_ACCOUNT_KEY = azureblob.KEY",
        "'Canonical'": "'microsoft-dsvm'",
        "'UbuntuServer'": "'ubuntu-hpc'",
        "'16'": "'2404'",
        # Programs on the nodes
        "'curl -fSsL https://bootstrap.pypa.io/get-pip.py | python',": "",
        "'pip install azure-storage==0.32.0'": repr(install),
        "'python $AZ_BATCH": f"'{sys.executable} $AZ_BATCH",
        "minutes=20": timeout,
    },
    "article_samples/python_tutorial_task.py": {
        "BlockBlobService(account_name=args.storageaccount": f"BlobServiceClient({old_clients.ENDPOINT!r}",
        "sas_token=args.sastoken": "credential=args.sastoken",
        "create_blob_from_path(": "get_blob_client(",
        "output_file_path)": ").upload_blob(open(output_file_path, 'rb'))",
    },
}

for path, replacements in REPLACEMENTS.items():
    text = pathlib.Path(samples, path).read_text()
    for old, new in replacements.items():
        if text.count(old) != 1:
            sys.exit(f"{path}: expected {old!r} once, got it {text.count(old)} times.")
        text = text.replace(old, new)
    target = pathlib.Path(folder, path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text)
