"""The basic flow with azure-batch 4.1 to 14 (track 1): pool, nodes, job, a collection of tasks, files, counts, clean-up."""

import inspect
import logging

from azure.batch import BatchServiceClient, __version__ as version, models
from azure.batch.batch_auth import SharedKeyCredentials

import flow

client = BatchServiceClient(SharedKeyCredentials(flow.ACCOUNT, flow.KEY), flow.ENDPOINT)
# azure-batch 4 warns at each request that it opens a connection.
logging.getLogger("msrest").setLevel(logging.ERROR)
# azure-batch 10 renamed the property.
SLOTS = "task_slots_per_node" if hasattr(models, "TaskCountsResult") else "max_tasks_per_node"
# azure-batch 4 leaves it to its caller to split a collection.
SPLITS = "threads" in inspect.signature(client.task.add_collection).parameters
pool, job = flow.new_id("track1"), flow.new_id("track1")


def machine():
    return models.VirtualMachineConfiguration(
        image_reference=models.ImageReference(**flow.IMAGE), node_agent_sku_id=flow.AGENT
    )


def main():
    client.pool.add(
        models.PoolAddParameter(
            id=pool,
            vm_size=flow.VM_SIZE,
            virtual_machine_configuration=machine(),
            target_dedicated_nodes=1,
            **{SLOTS: 4},
            start_task=models.StartTask(command_line="/bin/echo started", wait_for_success=True),
        )
    )
    flow.equal(client.pool.exists(pool), True, "pool.exists")
    flow.equal(getattr(client.pool.get(pool), SLOTS), 4, SLOTS)
    flow.until("an idle node", lambda: [n for n in client.compute_node.list(pool) if n.state.value == "idle"])
    client.job.add(models.JobAddParameter(id=job, pool_info=models.PoolInformation(pool_id=pool)))
    tasks = [
        models.TaskAddParameter(
            id=f"task-{i}",
            command_line=f"/bin/echo number {i}",
            environment_settings=[models.EnvironmentSetting(name="PADDING", value=flow.PADDING)],
        )
        for i in range(250)
    ]
    tasks.append(models.TaskAddParameter(id="bad", command_line="/bin/sh -c 'exit 3'"))
    flow.equal({str(each.status).split(".")[-1].lower() for each in add(tasks)}, {"success"}, "add_collection")
    options = models.TaskListOptions(filter="state eq 'completed'", select="id,state", max_results=50)
    flow.until("251 completed tasks", lambda: len(list(client.task.list(job, task_list_options=options))) == 251)
    flow.equal(b"".join(client.file.get_from_task(job, "task-7", "stdout.txt")), b"number 7\n", "stdout.txt")
    part = models.FileGetFromTaskOptions(ocp_range="bytes=0-5")
    content = b"".join(client.file.get_from_task(job, "task-7", "stdout.txt", file_get_from_task_options=part))
    flow.equal(content, b"number", "a range of stdout.txt")
    names = {each.name for each in client.file.list_from_task(job, "task-7", recursive=True)}
    flow.equal({"stdout.txt", "stderr.txt"} <= names, True, f"stdout.txt and stderr.txt in {names}")
    bad = client.task.get(job, "bad").execution_info
    flow.equal((bad.exit_code, bad.result.value, bad.failure_info.code), (3, "failure", "FailureExitCode"), "bad")
    flow.until("counts", lambda: task_counts().succeeded == 250)
    counts = task_counts()
    flow.equal((counts.completed, counts.failed), (251, 1), "task counts")
    if hasattr(counts, "validation_status"):
        flow.equal(counts.validation_status.value, "validated", "validation status")
    check_account()
    check_auto_pool()
    check_errors()
    check_autoscale()


def add(tasks):
    """Adds tasks in collections that the service takes; returns the results."""
    if not SPLITS:
        parts = [tasks[at : at + 50] for at in range(0, len(tasks), 50)]
        return [each for part in parts for each in client.task.add_collection(job, part).value]
    # The client adds collections of 100 tasks and halves those that the service rejects as too large.
    return client.task.add_collection(job, tasks, threads=2).value


def task_counts():
    result = client.job.get_task_counts(job)
    return getattr(result, "task_counts", result)


def check_account():
    if hasattr(client.account, "list_supported_images"):
        agents = {each.node_agent_sku_id for each in client.account.list_supported_images()}
    else:
        agents = {each.id for each in client.account.list_node_agent_skus()}
    flow.equal(flow.AGENT in agents, True, f"{flow.AGENT} in {agents}")
    total = {each.pool_id: each.dedicated.total for each in client.account.list_pool_node_counts()}
    flow.equal(total[pool], 1, "node counts")


def check_auto_pool():
    specification = models.PoolSpecification(
        vm_size=flow.VM_SIZE, virtual_machine_configuration=machine(), target_dedicated_nodes=0, **{SLOTS: 3}
    )
    auto_pool = models.AutoPoolSpecification(pool_lifetime_option="job", pool=specification)
    other = flow.new_id("auto")
    client.job.add(models.JobAddParameter(id=other, pool_info=models.PoolInformation(auto_pool_specification=auto_pool)))
    found = client.job.get(other).pool_info.auto_pool_specification.pool
    flow.equal(getattr(found, SLOTS), 3, f"{SLOTS} of an automatic pool")
    client.job.delete(other)


def check_autoscale():
    flow.until("a steady pool", lambda: client.pool.get(pool).allocation_state.value == "steady")
    client.pool.enable_auto_scale(pool, auto_scale_formula=flow.FORMULA, auto_scale_evaluation_interval="PT10M")
    run = client.pool.evaluate_auto_scale(pool, "x = 2; $TargetDedicatedNodes = x;")
    flow.equal((run.error, "$TargetDedicatedNodes=2;" in run.results), (None, True), f"results {run.results}")
    scaled = client.pool.get(pool)
    flow.equal((scaled.enable_auto_scale, scaled.auto_scale_formula), (True, flow.FORMULA), "autoscale")
    flow.until("an evaluation", lambda: client.pool.get(pool).auto_scale_run)
    client.pool.disable_auto_scale(pool)
    flow.equal(client.pool.get(pool).enable_auto_scale, False, "enable_auto_scale")


def check_errors():
    try:
        client.job.get("no-such-job")
    except models.BatchErrorException as error:
        flow.equal(error.error.code, "JobNotFound", "code")
        flow.equal(error.response.status_code, 404, "status")
    else:
        raise AssertionError("a job that is not there was found")
    try:
        client.task.add_collection(job, [models.TaskAddParameter(id="new", command_line="x" * 1_100_000)])
    except models.BatchErrorException as error:
        # azure-batch 4 raises what the service answers.
        flow.equal((SPLITS, error.error.code), (False, "RequestBodyTooLarge"), "code")
    except models.CreateTasksErrorException as error:
        flow.equal(error.errors[0].error.code, "RequestBodyTooLarge", "code")
    else:
        raise AssertionError("a task that is too large was taken")


try:
    main()
finally:
    client.job.delete(job)
    client.pool.delete(pool)
flow.until("no pool", lambda: not client.pool.exists(pool))
print(f"track 1: azure-batch {version} ok")
