import assert from "node:assert/strict";
import { eventually } from "./eventually.ts";
import { conforms, type Lab, sharedPoolSlots, suite } from "./lab.ts";
import { refused } from "./refused.ts";
import { allCompleted, jobIn, runTasks, taskIn } from "./run-tasks.ts";

/** Adds a job with one task that runs until the test ends it. */
const withLongTask = async (lab: Lab): Promise<string> => {
  const jobId = await lab.addJob();
  await lab.client.task.add(jobId, { id: "long", commandLine: "/bin/sleep 600" });
  await taskIn(lab, { jobId, id: "long" }, "running");
  return jobId;
};

suite("jobs", () => {
  conforms("have Azure's defaults, a URL and an ETag", async (lab) => {
    const id = await lab.addJob();
    const job = await lab.client.job.get(id);
    assert.equal(job.url, `${lab.target.endpoint}/jobs/${id}`);
    assert.match(job.eTag!, /^0x[0-9A-F]+$/);
    assert.equal(job.state, "active");
    assert.equal(job.priority, 0);
    assert.equal(job.maxParallelTasks, -1);
    assert.equal(job.allowTaskPreemption, false);
    assert.equal(job.usesTaskDependencies, false);
    assert.equal(job.onAllTasksComplete, "noaction");
    assert.equal(job.onTaskFailure, "noaction");
    assert.deepEqual(job.constraints, {
      maxWallClockTime: "P10675199DT2H48M5.4775807S",
      maxTaskRetryCount: 0,
    });
    assert.equal(job.poolInfo?.poolId, lab.sharedPool);
    assert.equal(job.executionInfo?.poolId, lab.sharedPool);
    assert(job.executionInfo?.startTime instanceof Date);
    assert.deepEqual([job.displayName, job.metadata, job.previousState], [undefined, undefined, undefined]);
  });

  conforms("can't be added twice, ignoring the case of the id", async (lab) => {
    const id = await lab.addJob();
    const again = (other: string) => lab.client.job.add({ id: other, poolInfo: { poolId: lab.sharedPool } });
    await refused(again(id), { statusCode: 409, code: "JobExists" });
    await refused(again(id.toUpperCase()), { statusCode: 409, code: "JobExists" });
    assert.equal((await lab.client.job.get(id.toUpperCase())).id, id);
    await refused(lab.client.job.get(lab.newId("none")), { statusCode: 404, code: "JobNotFound" });
  });

  conforms("change partly with PATCH and completely with PUT", async (lab) => {
    const id = await lab.addJob({
      priority: 5,
      metadata: [{ name: "key", value: "value" }],
      constraints: { maxTaskRetryCount: 1 },
    });
    await lab.client.job.patch(id, { priority: 7 });
    const patched = await lab.client.job.get(id);
    assert.deepEqual([patched.priority, patched.constraints?.maxTaskRetryCount], [7, 1]);
    assert.deepEqual(patched.metadata, [{ name: "key", value: "value" }]);
    await lab.client.job.update(id, { poolInfo: { poolId: lab.sharedPool } });
    const updated = await lab.client.job.get(id);
    assert.deepEqual([updated.priority, updated.constraints?.maxTaskRetryCount], [0, 0]);
    assert.deepEqual(updated.metadata ?? [], []);
  });

  conforms("end with terminatejob after the last task, or immediately without tasks", async (lab) => {
    const jobId = await runTasks(lab, { one: { commandLine: "/bin/true" } });
    assert.equal((await lab.client.job.get(jobId)).state, "active");
    await lab.client.job.patch(jobId, { onAllTasksComplete: "terminatejob" });
    const job = await jobIn(lab, jobId, "completed");
    // AllTasksComplete in the definition's text, AllTasksCompleted elsewhere.
    assert.match(job.executionInfo?.terminateReason ?? "", /^AllTasksComplete/);
    assert(job.executionInfo?.endTime instanceof Date);
    const empty = await lab.addJob();
    await lab.client.job.patch(empty, { onAllTasksComplete: "terminatejob" });
    await jobIn(lab, empty, "completed");
  });

  conforms("end their running tasks when terminated, and leave the others active", async (lab) => {
    const jobId = await withLongTask(lab);
    await lab.client.task.add(jobId, {
      id: "waits",
      commandLine: "/bin/true",
      requiredSlots: sharedPoolSlots,
    });
    await lab.client.job.terminate(jobId, { terminateReason: "enough" });
    const job = await jobIn(lab, jobId, "completed");
    assert.equal(job.executionInfo?.terminateReason, "enough");
    assert.equal((await lab.client.task.get(jobId, "long")).state, "completed");
    assert.equal((await lab.client.task.get(jobId, "waits")).state, "active");
    const completed = { statusCode: 409, code: "JobCompleted" };
    await refused(lab.client.task.add(jobId, { id: "late", commandLine: "/bin/true" }), completed);
    await refused(lab.client.job.terminate(jobId), completed);
    const plain = await lab.addJob();
    await lab.client.job.terminate(plain);
    const { executionInfo } = await jobIn(lab, plain, "completed");
    assert.equal(executionInfo?.terminateReason, "UserTerminate");
  });

  conforms("end at their time limit", async (lab) => {
    const jobId = await lab.addJob({
      constraints: { maxWallClockTime: lab.target.isLive ? "PT1M" : "PT0.5S" },
    });
    await lab.client.task.add(jobId, { id: "long", commandLine: "/bin/sleep 600" });
    const job = await jobIn(lab, jobId, "completed");
    assert.equal(job.executionInfo?.terminateReason, "MaxWallClockTimeExpiry");
    assert.equal((await lab.client.task.get(jobId, "long")).state, "completed");
  });

  conforms("are deleted with their tasks", async (lab) => {
    const jobId = await withLongTask(lab);
    await lab.client.job.deleteMethod(jobId);
    await eventually(`no job ${jobId}`, async () => {
      const state = await lab.client.job.get(jobId).then(
        (job) => job.state,
        (error) => error.code,
      );
      assert.match(state, /^(deleting|JobNotFound)$/);
      return state === "JobNotFound";
    });
    await refused(lab.client.task.list(jobId), { statusCode: 404, code: "JobNotFound" });
  });

  conforms("run tasks of higher priority first, up to their maximum of parallel tasks", async (lab) => {
    const blocker = await lab.addJob();
    const all = { requiredSlots: sharedPoolSlots };
    await lab.client.task.add(blocker, { id: "block", commandLine: "/bin/sleep 600", ...all });
    await taskIn(lab, { jobId: blocker, id: "block" }, "running");
    const low = await lab.addJob({ priority: -10 });
    const high = await lab.addJob({ priority: 10, maxParallelTasks: 1 });
    await lab.client.task.add(low, { id: "task", commandLine: "/bin/true", ...all });
    const pair = ["one", "two"].map((id) => ({ id, commandLine: "/bin/sleep 0.2" }));
    await lab.client.task.addCollection(high, pair);
    await lab.client.task.terminate(blocker, "block");
    for (const job of [high, low]) await allCompleted(lab, job);
    const [first, second] = (await lab.client.task.list(high))
      .map(({ executionInfo }) => executionInfo!)
      .sort((a, b) => Number(a.startTime) - Number(b.startTime));
    const last = (await lab.client.task.get(low, "task")).executionInfo;
    assert(second!.startTime! >= first!.endTime!, "maxParallelTasks 1");
    assert(last!.startTime! >= first!.startTime!, "priority");
  });
});

suite("disabled jobs", () => {
  conforms("return their running tasks to the queue with requeue", async (lab) => {
    const jobId = await withLongTask(lab);
    await lab.client.job.disable(jobId, "requeue");
    const disabled = await jobIn(lab, jobId, "disabled");
    assert.match(disabled.previousState!, /^(active|disabling)$/);
    const task = await taskIn(lab, { jobId, id: "long" }, "active");
    assert.deepEqual([task.executionInfo?.requeueCount, task.executionInfo?.retryCount], [1, 0]);
    await lab.client.task.add(jobId, { id: "more", commandLine: "/bin/true" });
    assert.equal((await lab.client.task.get(jobId, "more")).state, "active");
    await lab.client.job.enable(jobId);
    await jobIn(lab, jobId, "active");
    await taskIn(lab, { jobId, id: "long" }, "running");
    await taskIn(lab, { jobId, id: "more" }, "completed");
  });

  conforms("end their running tasks with terminate", async (lab) => {
    const jobId = await withLongTask(lab);
    await lab.client.job.disable(jobId, "terminate");
    await jobIn(lab, jobId, "disabled");
    const task = await lab.client.task.get(jobId, "long");
    assert.equal(task.state, "completed");
    assert.equal(task.executionInfo?.result?.toLowerCase(), "failure");
    assert(task.executionInfo?.failureInfo);
  });

  conforms("let their running tasks complete with wait", async (lab) => {
    const jobId = await withLongTask(lab);
    await lab.client.job.disable(jobId, "wait");
    assert.equal((await lab.client.job.get(jobId)).state, "disabling");
    assert.equal((await lab.client.task.get(jobId, "long")).state, "running");
    await lab.client.task.terminate(jobId, "long");
    await jobIn(lab, jobId, "disabled");
  });

  conforms("can't be disabled after completion", async (lab) => {
    const jobId = await lab.addJob();
    await lab.client.job.terminate(jobId);
    await jobIn(lab, jobId, "completed");
    await refused(lab.client.job.disable(jobId, "wait"), { statusCode: 409 });
    await refused(lab.client.job.enable(jobId), { statusCode: 409 });
  });
});
