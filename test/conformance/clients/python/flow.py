"""Shared by the scripts of both clients: the environment's accounts, a deadline, and a node image."""

import os
import time
import uuid

ACCOUNT = os.environ["AZURE_BATCH_ACCOUNT"]
ENDPOINT = os.environ["AZURE_BATCH_ENDPOINT"]
KEY = os.environ["AZURE_BATCH_ACCESS_KEY"]
# The local service responds within milliseconds; a real pool takes minutes.
IS_LOCAL = ENDPOINT.startswith("http://127.0.0.1")
VM_SIZE = "standard_d2s_v3"
IMAGE = dict(publisher="microsoft-dsvm", offer="ubuntu-hpc", sku="2404", version="latest")
AGENT = "batch.node.ubuntu 24.04"
# A formula for one node.
FORMULA = "$TargetDedicatedNodes = 1;"
# Makes a collection of 100 tasks larger than 1 MB.
PADDING = "x" * 15_000


def new_id(name):
    return f"{name}-{uuid.uuid4().hex[:8]}"


def until(what, ask):
    """Calls a function until its result is true; returns the result."""
    deadline = time.monotonic() + (60 if IS_LOCAL else 1200)
    while True:
        answer = ask()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: did not happen in time")
        time.sleep(0.05 if IS_LOCAL else 5)


def equal(found, expected, what):
    if found != expected:
        raise AssertionError(f"{what}: expected {expected!r}, found {found!r}")
