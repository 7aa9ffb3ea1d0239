"""The basic flow with azure-batch 15: pool, nodes, job, a collection of tasks, files, counts, clean-up."""

import datetime

from azure.batch import BatchClient, models
from azure.core.credentials import AzureNamedKeyCredential
from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError

import flow

client = BatchClient(endpoint=flow.ENDPOINT, credential=AzureNamedKeyCredential(flow.ACCOUNT, flow.KEY))
pool, job = flow.new_id("track2"), flow.new_id("track2")
pause = 1 if flow.IS_LOCAL else 5


def main():
    agents = {image.node_agent_sku_id for image in client.list_supported_images(filter="osType eq 'linux'")}
    flow.equal(flow.AGENT in agents, True, f"{flow.AGENT} in {agents}")
    client.create_pool(
        models.BatchPoolCreateOptions(
            id=pool,
            vm_size=flow.VM_SIZE,
            virtual_machine_configuration=models.VirtualMachineConfiguration(
                image_reference=models.BatchVmImageReference(**flow.IMAGE), node_agent_sku_id=flow.AGENT
            ),
            target_dedicated_nodes=0,
            task_slots_per_node=4,
        )
    )
    flow.until("a steady pool", lambda: client.get_pool(pool).allocation_state == "steady")
    client.begin_resize_pool(
        pool, models.BatchPoolResizeOptions(target_dedicated_nodes=1), polling_interval=pause
    ).result()
    flow.until("an idle node", lambda: [n for n in client.list_nodes(pool) if n.state == "idle"])
    client.create_job(models.BatchJobCreateOptions(id=job, pool_info=models.BatchPoolInfo(pool_id=pool)))
    tasks = [
        models.BatchTaskCreateOptions(
            id=f"task-{i}",
            command_line=f"/bin/echo number {i}",
            environment_settings=[models.EnvironmentSetting(name="PADDING", value=flow.PADDING)],
        )
        for i in range(250)
    ]
    tasks.append(models.BatchTaskCreateOptions(id="bad", command_line="/bin/sh -c 'exit 3'"))
    # The client adds collections of 100 tasks and halves those that the service rejects as too large.
    added = client.create_tasks(job, tasks, max_concurrency=2)
    flow.equal({str(each.status).split(".")[-1].lower() for each in added.result_values}, {"success"}, "create_tasks")
    done = lambda: list(client.list_tasks(job, filter="state eq 'completed'", select=["id", "state"], max_results=50))
    flow.until("251 completed tasks", lambda: len(done()) == 251)
    flow.equal(b"".join(client.download_task_file(job, "task-7", "stdout.txt")), b"number 7\n", "stdout.txt")
    part = client.download_task_file(job, "task-7", "stdout.txt", ocp_range="bytes=0-5")
    flow.equal(b"".join(part), b"number", "a range of stdout.txt")
    names = {each.name for each in client.list_task_files(job, "task-7", recursive=True)}
    flow.equal({"stdout.txt", "stderr.txt"} <= names, True, f"stdout.txt and stderr.txt in {names}")
    properties = client.get_task_file_properties(job, "task-7", "stdout.txt")
    flow.equal(int(properties.content_length), 9, "content_length")
    bad = client.get_task(job, "bad").execution_info
    flow.equal((bad.exit_code, bad.result, bad.failure_info.code), (3, "failure", "FailureExitCode"), "bad")
    flow.until("counts", lambda: client.get_job_task_counts(job).task_counts.succeeded == 250)
    counts = client.get_job_task_counts(job).task_counts
    flow.equal((counts.completed, counts.failed), (251, 1), "task counts")
    check_errors()
    check_nodes()
    check_autoscale()
    client.begin_terminate_job(job, {"terminateReason": "done"}, force=True, polling_interval=pause).result()
    flow.equal(client.get_job(job).state, "completed", "state of a terminated job")


def check_autoscale():
    flow.until("a steady pool", lambda: client.get_pool(pool).allocation_state == "steady")
    client.enable_pool_auto_scale(
        pool,
        models.BatchPoolEnableAutoScaleOptions(
            auto_scale_formula=flow.FORMULA, auto_scale_evaluation_interval=datetime.timedelta(minutes=10)
        ),
    )
    run = client.evaluate_pool_auto_scale(
        pool, models.BatchPoolEvaluateAutoScaleOptions(auto_scale_formula="x = 2; $TargetDedicatedNodes = x;")
    )
    flow.equal((run.error, "$TargetDedicatedNodes=2;" in run.results), (None, True), f"results {run.results}")
    scaled = client.get_pool(pool)
    flow.equal((scaled.enable_auto_scale, scaled.auto_scale_formula), (True, flow.FORMULA), "autoscale")
    flow.until("an evaluation", lambda: client.get_pool(pool).auto_scale_run)
    client.disable_pool_auto_scale(pool)
    flow.equal(client.get_pool(pool).enable_auto_scale, False, "enable_auto_scale")


def check_nodes():
    """Operations that only this client has."""
    node = next(iter(client.list_nodes(pool))).id
    flow.equal(client.get_node_remote_login_settings(pool, node).remote_login_port > 0, True, "port")
    # Without options the client raises "No value for given attribute" before it sends anything.
    options = {"nodeDeallocateOption": "requeue"}
    client.begin_deallocate_node(pool, node, options, service_timeout=20, polling_interval=pause).result()
    flow.equal(client.get_node(pool, node).state, "deallocated", "state of a deallocated node")
    client.begin_start_node(pool, node, polling_interval=pause).result()
    flow.until("the node again", lambda: client.get_node(pool, node).state == "idle")


def check_errors():
    try:
        client.get_job("no-such-job")
    except ResourceNotFoundError as error:
        flow.equal(error.status_code, 404, "status")
        flow.equal("JobNotFound" in str(error), True, f"JobNotFound in {error}")
    else:
        raise AssertionError("a job that is not there was found")
    try:
        client.create_job(models.BatchJobCreateOptions(id=job, pool_info=models.BatchPoolInfo(pool_id=pool)))
    except ResourceExistsError as error:
        flow.equal("JobExists" in str(error), True, f"JobExists in {error}")
    else:
        raise AssertionError("a job was added twice")


try:
    main()
finally:
    client.begin_delete_job(job, polling_interval=pause).result()
    client.begin_delete_pool(pool, polling_interval=pause).result()
# The client's pool_exists raises if the pool doesn't exist.
try:
    client.get_pool(pool)
except ResourceNotFoundError:
    pass
else:
    raise AssertionError("a deleted pool was found")
print("azure-batch 15 ok")
