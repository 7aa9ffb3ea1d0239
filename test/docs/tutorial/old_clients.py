"""What the tutorial calls in azure-storage 0.34 and azure-batch 3, on azure-storage-blob 12 and azure-batch 14."""

import os
import types

from azure.storage import blob as current

_SETTINGS = dict(part.split("=", 1) for part in os.environ["AZURE_STORAGE_CONNECTION_STRING"].split(";") if part)
ACCOUNT, KEY, ENDPOINT = _SETTINGS["AccountName"], _SETTINGS["AccountKey"], _SETTINGS["BlobEndpoint"]


class BlobPermissions:
    READ, WRITE = "r", "w"


class BlockBlobService:
    def __init__(self, account_name, account_key):
        self.account = dict(account_name=account_name, account_key=account_key)
        self.service = current.BlobServiceClient(ENDPOINT, credential=self.account)

    def create_container(self, name, fail_on_exist):
        container = self.service.get_container_client(name)
        if fail_on_exist or not container.exists():
            container.create_container()

    def delete_container(self, name):
        self.service.delete_container(name)

    def create_blob_from_path(self, container, name, path):
        with open(path, "rb") as file:
            self.service.get_blob_client(container, name).upload_blob(file, overwrite=True)

    def get_blob_to_path(self, container, name, path):
        with open(path, "wb") as file:
            self.service.get_blob_client(container, name).download_blob().readinto(file)

    def list_blobs(self, container):
        return types.SimpleNamespace(items=list(self.service.get_container_client(container).list_blobs()))

    def make_blob_url(self, container, name, sas_token):
        return f"{self.service.get_blob_client(container, name).url}?{sas_token}"

    def generate_blob_shared_access_signature(self, container, name, permission, expiry):
        return current.generate_blob_sas(
            container_name=container, blob_name=name, permission=permission, expiry=expiry, **self.account
        )

    def generate_container_shared_access_signature(self, container, permission, expiry):
        return current.generate_container_sas(
            container_name=container, permission=permission, expiry=expiry, **self.account
        )


def select_image(batch_client, publisher, offer, sku):
    """Returns the node agent and the reference of a supported image, as the tutorial's helper of a similar name does."""
    for image in batch_client.account.list_supported_images():
        reference = image.image_reference
        if (reference.publisher, reference.offer) == (publisher, offer) and reference.sku.startswith(sku):
            return image.node_agent_sku_id, reference
    raise LookupError(f"no supported image {publisher} {offer} {sku}")
