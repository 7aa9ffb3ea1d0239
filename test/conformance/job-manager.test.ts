import assert from "node:assert/strict";
import { eventually } from "./eventually.ts";
import { conforms, linux, suite } from "./lab.ts";
import { executionOf, jobIn, taskIn } from "./run-tasks.ts";

suite("job manager tasks and auto pools", () => {
  conforms("start with the job and end it", async (lab) => {
    const jobId = await lab.addJob({
      jobManagerTask: {
        id: "manager",
        commandLine: "/bin/sh -c 'echo $AZ_BATCH_TASK_ID'",
        runExclusive: false,
      },
    });
    const job = await jobIn(lab, jobId, "completed");
    assert.equal(job.executionInfo?.terminateReason, "JMComplete");
    assert.equal(job.jobManagerTask?.id, "manager");
    assert.deepEqual(
      [job.jobManagerTask.killJobOnCompletion, job.jobManagerTask.allowLowPriorityNode],
      [true, true],
    );
    assert.equal((await executionOf(lab, jobId, "manager")).exitCode, 0);
  });

  conforms("can end before their job", async (lab) => {
    const jobId = await lab.addJob({
      jobManagerTask: { id: "manager", commandLine: "/bin/true", killJobOnCompletion: false },
    });
    await taskIn(lab, { jobId, id: "manager" }, "completed");
    await lab.client.task.add(jobId, { id: "more", commandLine: "/bin/true" });
    await taskIn(lab, { jobId, id: "more" }, "completed");
    assert.equal((await lab.client.job.get(jobId)).state, "active");
  });

  conforms("keep the auto pool as long as the job", async (lab) => {
    const autoPoolIdPrefix = "auto";
    const jobId = await lab.addJob({
      poolInfo: {
        autoPoolSpecification: {
          autoPoolIdPrefix,
          poolLifetimeOption: "job",
          pool: { ...linux, targetDedicatedNodes: 1 },
        },
      },
    });
    const poolId = await eventually(
      "an auto pool",
      async () => (await lab.client.job.get(jobId)).executionInfo?.poolId,
    );
    assert.match(poolId, new RegExp(`^${autoPoolIdPrefix}`));
    await lab.client.task.add(jobId, { id: "task", commandLine: "/bin/true" });
    await taskIn(lab, { jobId, id: "task" }, "completed");
    await lab.client.job.terminate(jobId);
    await jobIn(lab, jobId, "completed");
    // Its nodes stay readable for about a minute.
    await eventually("the end of the auto pool", async () => {
      const filter = `id eq '${poolId}' and state eq 'active'`;
      return (await lab.client.pool.list({ poolListOptions: { filter } })).length === 0;
    });
  });
});
