import assert from "node:assert/strict";
import { eventually } from "./eventually.ts";
import { conforms, suite } from "./lab.ts";
import { refused } from "./refused.ts";
import { executionOf, runTasks, taskFile, taskIn } from "./run-tasks.ts";

suite("tasks", () => {
  conforms("have Azure's defaults, a URL and an ETag", async (lab) => {
    const jobId = await lab.addJob({ constraints: { maxTaskRetryCount: 2 } });
    const added = await lab.client.task.add(jobId, { id: "Task_1", commandLine: "/bin/true" });
    const task = await lab.client.task.get(jobId, "Task_1");
    assert.equal(task.id, "Task_1");
    assert.equal(task.url, `${lab.target.endpoint}/jobs/${jobId}/tasks/Task_1`);
    assert.equal(added.dataServiceId, task.url);
    assert.match(task.eTag!, /^0x[0-9A-F]+$/);
    assert(task.creationTime instanceof Date && task.lastModified instanceof Date);
    assert.equal(task.requiredSlots, 1);
    assert.deepEqual(task.userIdentity?.autoUser, { scope: "pool", elevationLevel: "nonadmin" });
    assert.equal(task.constraints?.retentionTime, "P7D");
    assert.equal(task.constraints?.maxTaskRetryCount, 2, "a task without retries has those of its job");
    assert.deepEqual([task.displayName, task.executionInfo?.requeueCount], [undefined, 0]);
    const done = await taskIn(lab, { jobId, id: "Task_1" }, "completed");
    assert.equal(done.previousState, "running");
    assert.equal(done.executionInfo?.exitCode, 0);
    assert.equal(done.executionInfo?.result?.toLowerCase(), "success");
    assert.equal(done.executionInfo?.failureInfo, undefined);
    assert(done.executionInfo!.startTime! <= done.executionInfo!.endTime!);
    assert.equal(done.nodeInfo?.poolId, lab.sharedPool);
    assert.equal(done.nodeInfo?.taskRootDirectory, `workitems/${jobId}/job-1/Task_1`);
    assert.equal(done.nodeInfo?.affinityId, `TVM:${done.nodeInfo?.nodeId}`);
  });

  conforms("run in their working directory, without a shell, with Azure's variables", async (lab) => {
    const jobId = await runTasks(
      lab,
      {
        plain: { commandLine: "/bin/echo $AZ_BATCH_TASK_ID && 'two words' *" },
        shell: {
          commandLine: `/bin/sh -c 'pwd; echo $AZ_BATCH_TASK_WORKING_DIR; echo "$AZ_BATCH_POOL_ID $AZ_BATCH_JOB_ID $AZ_BATCH_TASK_ID $AZ_BATCH_ACCOUNT_NAME"; echo "$COMMON $OWN"; echo oh >&2'`,
          environmentSettings: [{ name: "OWN", value: "mine" }],
        },
      },
      {
        commonEnvironmentSettings: [
          { name: "COMMON", value: "ours" },
          { name: "OWN", value: "not this" },
        ],
      },
    );
    assert.equal(await taskFile(lab, jobId, "plain"), "$AZ_BATCH_TASK_ID && two words *\n");
    const [cwd, wd, ids, settings] = (await taskFile(lab, jobId, "shell")).split("\n");
    assert.equal(cwd, wd);
    assert.match(wd!, new RegExp(`/workitems/${jobId}/job-1/shell/wd$`));
    assert.equal(ids, `${lab.sharedPool} ${jobId} shell ${lab.target.account}`);
    assert.equal(settings, "ours mine");
    assert.equal(await taskFile(lab, jobId, "shell", "stderr.txt"), "oh\n");
  });

  conforms("are added by collection, each with its own result", async (lab) => {
    const jobId = await lab.addJob();
    await lab.client.task.add(jobId, { id: "there", commandLine: "/bin/true" });
    const { value } = await lab.client.task.addCollection(jobId, [
      { id: "new", commandLine: "/bin/true" },
      { id: "there", commandLine: "/bin/true" },
    ]);
    const result = (id: string) => value?.find(({ taskId }) => taskId === id);
    assert.equal(result("new")?.status.toLowerCase(), "success");
    assert.equal(result("new")?.location, `${lab.target.endpoint}/jobs/${jobId}/tasks/new`);
    assert.equal(result("new")?.eTag, (await lab.client.task.get(jobId, "new")).eTag ?? "");
    assert.equal(result("there")?.status.toLowerCase(), "clienterror");
    assert.equal(result("there")?.error?.code, "TaskExists");
  });

  conforms(
    "are rejected for more than 100 at once, more than 1 MB, a repeated id or a missing job",
    async (lab) => {
      const jobId = await lab.addJob();
      const task = (id: string, length = 1) => ({ id, commandLine: `/bin/echo ${"x".repeat(length)}` });
      const many = Array.from({ length: 101 }, (_, index) => task(`t${index}`));
      const { task: tasks } = lab.client;
      assert.equal((await tasks.addCollection(jobId, many.slice(0, 100))).value?.length, 100);
      // The client refuses 101 tasks. Azure's code for them is unknown.
      const body = JSON.stringify({ value: many });
      const unchecked = lab.clientWith({
        unsigned: (request) => {
          request.body = body;
        },
      });
      await refused(unchecked.task.addCollection(jobId, []), { statusCode: 400 });
      const large = Array.from({ length: 40 }, (_, index) => task(`l${index}`, 30_000));
      await refused(tasks.addCollection(jobId, large), { statusCode: 413, code: "RequestBodyTooLarge" });
      await refused(tasks.add(jobId, task("t1")), { statusCode: 409, code: "TaskExists" });
      await refused(tasks.add(jobId, task("T1")), { statusCode: 409, code: "TaskExists" });
      const nowhere = lab.newId("none");
      await refused(tasks.add(nowhere, task("t")), { statusCode: 404, code: "JobNotFound" });
      await refused(tasks.addCollection(nowhere, [task("t")]), { statusCode: 404, code: "JobNotFound" });
      await refused(tasks.get(jobId, "none"), { statusCode: 404, code: "TaskNotFound" });
    },
  );

  conforms("are terminated once, running or active", async (lab) => {
    const jobId = await lab.addJob();
    await lab.client.task.add(jobId, { id: "long", commandLine: "/bin/sleep 600" });
    await taskIn(lab, { jobId, id: "long" }, "running");
    await lab.client.task.terminate(jobId, "long");
    const ended = await taskIn(lab, { jobId, id: "long" }, "completed");
    assert.equal(ended.executionInfo?.result?.toLowerCase(), "failure");
    assert.equal(ended.executionInfo?.failureInfo?.code, "TaskEnded");
    assert.equal(ended.executionInfo?.failureInfo?.category.toLowerCase(), "usererror");
    await refused(lab.client.task.terminate(jobId, "long"), { statusCode: 409, code: "TaskCompleted" });

    const waiting = await lab.addJob({ poolInfo: { poolId: lab.newId("nowhere") } });
    await lab.client.task.add(waiting, { id: "never", commandLine: "/bin/true" });
    await lab.client.task.terminate(waiting, "never");
    const never = await lab.client.task.get(waiting, "never");
    assert.deepEqual([never.state, never.executionInfo?.exitCode], ["completed", undefined]);
  });

  conforms("are reactivated only after a failure", async (lab) => {
    const jobId = await lab.addJob();
    const marker = "$AZ_BATCH_NODE_SHARED_DIR/$AZ_BATCH_JOB_ID";
    await lab.client.task.addCollection(jobId, [
      { id: "second-time", commandLine: `/bin/sh -c 'test -e ${marker} || { touch ${marker}; exit 5; }'` },
      { id: "good", commandLine: "/bin/true" },
      { id: "long", commandLine: "/bin/sleep 600" },
    ]);
    const failed = await taskIn(lab, { jobId, id: "second-time" }, "completed");
    assert.equal(failed.executionInfo?.exitCode, 5);
    await taskIn(lab, { jobId, id: "good" }, "completed");
    await taskIn(lab, { jobId, id: "long" }, "running");
    await refused(lab.client.task.reactivate(jobId, "good"), { statusCode: 409, code: "TaskSucceeded" });
    await refused(lab.client.task.reactivate(jobId, "long"), { statusCode: 409, code: "TaskNotCompleted" });
    await lab.client.task.reactivate(jobId, "second-time");
    const again = await taskIn(lab, { jobId, id: "second-time" }, "completed");
    assert.equal(again.executionInfo?.exitCode, 0);
    assert.equal(again.executionInfo?.retryCount, 0);
    assert.equal(again.executionInfo?.failureInfo, undefined);
  });

  conforms("accept new constraints", async (lab) => {
    const jobId = await lab.addJob({ poolInfo: { poolId: lab.newId("nowhere") } });
    await lab.client.task.add(jobId, { id: "task", commandLine: "/bin/true" });
    const before = await lab.client.task.get(jobId, "task");
    await lab.client.task.update(jobId, "task", {
      constraints: { maxTaskRetryCount: 3, maxWallClockTime: "PT1H", retentionTime: "P1D" },
    });
    const after = await lab.client.task.get(jobId, "task");
    assert.deepEqual(after.constraints, {
      maxTaskRetryCount: 3,
      maxWallClockTime: "PT1H",
      retentionTime: "P1D",
    });
    assert.notEqual(after.eTag, before.eTag);
    await lab.client.task.deleteMethod(jobId, "task");
    await refused(lab.client.task.get(jobId, "task"), { statusCode: 404, code: "TaskNotFound" });
    await refused(lab.client.task.deleteMethod(jobId, "task"), { statusCode: 404, code: "TaskNotFound" });
  });

  conforms("are counted with their slots", async (lab) => {
    const jobId = await runTasks(lab, {
      good: { commandLine: "/bin/true", requiredSlots: 2 },
      bad: { commandLine: "/bin/false" },
    });
    // "May not always be up to date": a recorded count took two minutes to be right.
    const { taskCounts, taskSlotCounts } = await eventually("counts of two tasks", async () => {
      const counts = await lab.client.job.getTaskCounts(jobId);
      return counts.taskCounts.completed === 2 && counts;
    });
    const none = { active: 0, running: 0 };
    assert.deepEqual(taskCounts, { ...none, completed: 2, succeeded: 1, failed: 1 });
    assert.deepEqual(taskSlotCounts, { ...none, completed: 3, succeeded: 2, failed: 1 });
    await refused(lab.client.job.getTaskCounts(lab.newId("none")), { statusCode: 404, code: "JobNotFound" });
  });

  conforms("stay active if they need several nodes that can't reach each other", async (lab) => {
    const jobId = await lab.addJob({ usesTaskDependencies: true });
    const multiInstanceSettings = { numberOfInstances: 2, coordinationCommandLine: "/bin/true" };
    const several = { id: "several", commandLine: "/bin/true", multiInstanceSettings };
    await lab.client.task.add(jobId, { id: "before", commandLine: "/bin/true" });
    await lab.client.task.add(jobId, { ...several, dependsOn: { taskIds: ["before"] } });
    await taskIn(lab, { jobId, id: "before" }, "completed");
    await lab.client.task.add(jobId, { id: "after", commandLine: "/bin/true" });
    await taskIn(lab, { jobId, id: "after" }, "completed");
    const waiting = await lab.client.task.get(jobId, "several");
    assert.deepEqual([waiting.state, waiting.multiInstanceSettings], ["active", multiInstanceSettings]);
    await lab.client.task.terminate(jobId, "several");
    await lab.client.task.reactivate(jobId, "several");
    assert.equal((await lab.client.task.get(jobId, "several")).state, "active");
  });

  conforms("have an empty list of subtasks", async (lab) => {
    const jobId = await runTasks(lab, { task: { commandLine: "/bin/true" } });
    assert.deepEqual((await lab.client.task.listSubtasks(jobId, "task")).value, []);
    assert.equal((await executionOf(lab, jobId, "task")).exitCode, 0);
  });
});
