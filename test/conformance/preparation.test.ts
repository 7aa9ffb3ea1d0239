import assert from "node:assert/strict";
import { eventually } from "./eventually.ts";
import { conforms, suite } from "./lab.ts";
import { refused } from "./refused.ts";
import { jobIn, runTasks, taskFile, taskIn } from "./run-tasks.ts";

suite("job preparation and release tasks", () => {
  conforms("run once per node, before the tasks and after the job", async (lab) => {
    const jobId = await runTasks(
      lab,
      {
        one: { commandLine: `/bin/sh -c 'cat "$AZ_BATCH_JOB_PREP_WORKING_DIR/prepared"'` },
        two: { commandLine: `/bin/sh -c 'cat "$AZ_BATCH_JOB_PREP_DIR/wd/prepared"'` },
      },
      {
        jobPreparationTask: { commandLine: "/bin/sh -c 'echo $AZ_BATCH_JOB_ID >> prepared'" },
        jobReleaseTask: { commandLine: "/bin/sh -c 'exit 4'" },
      },
    );
    for (const id of ["one", "two"]) assert.equal(await taskFile(lab, jobId, id), `${jobId}\n`);
    const [before] = await lab.client.job.listPreparationAndReleaseTaskStatus(jobId);
    assert.equal(before?.poolId, lab.sharedPool);
    assert.match(before?.nodeUrl ?? "", new RegExp(`/pools/${lab.sharedPool}/nodes/${before?.nodeId}$`));
    const preparation = before?.jobPreparationTaskExecutionInfo;
    assert.equal(preparation?.state, "completed");
    assert.deepEqual([preparation?.exitCode, preparation?.retryCount], [0, 0]);
    assert.equal(preparation?.taskRootDirectory, `workitems/${jobId}/job-1/jobpreparation`);
    assert.equal(before?.jobReleaseTaskExecutionInfo, undefined);

    await lab.client.job.terminate(jobId);
    await jobIn(lab, jobId, "completed");
    const release = await eventually("the job release task", async () => {
      const [status] = await lab.client.job.listPreparationAndReleaseTaskStatus(jobId);
      const info = status?.jobReleaseTaskExecutionInfo;
      return info?.state === "completed" && info;
    });
    assert.equal(release.exitCode, 4, "a release task that fails does not keep the job from its end");
    assert.equal(release.result?.toLowerCase(), "failure");
  });

  conforms("keep tasks from a node whose preparation failed", async (lab) => {
    const jobId = await lab.addJob({
      jobPreparationTask: {
        commandLine: "/bin/sh -c 'echo no >&2; exit 9'",
        constraints: { maxTaskRetryCount: 1 },
      },
    });
    await lab.client.task.add(jobId, { id: "task", commandLine: "/bin/true" });
    const info = await eventually("a preparation that failed", async () => {
      const [status] = await lab.client.job.listPreparationAndReleaseTaskStatus(jobId);
      const found = status?.jobPreparationTaskExecutionInfo;
      return found?.state === "completed" && found;
    });
    assert.deepEqual([info.exitCode, info.retryCount], [9, 1]);
    assert.equal(info.failureInfo?.code, "FailureExitCode");
    await taskIn(lab, { jobId, id: "task" }, "active");
  });

  conforms("reserve their ids, and have a status only in jobs that have them", async (lab) => {
    const preparationId = await lab.addJob({
      poolInfo: { poolId: lab.newId("nowhere") },
      jobPreparationTask: { id: "prepare", commandLine: "/bin/true" },
      jobReleaseTask: { commandLine: "/bin/true" },
    });
    const add = (id: string) => lab.client.task.add(preparationId, { id, commandLine: "/bin/true" });
    await refused(add("prepare"), { statusCode: 409, code: "TaskIdSameAsJobPreparationTask" });
    await refused(add("jobrelease"), { statusCode: 409, code: "TaskIdSameAsJobReleaseTask" });
    const plain = await lab.addJob();
    await refused(lab.client.job.listPreparationAndReleaseTaskStatus(plain), {
      statusCode: 409,
      code: "JobPreparationTaskOrReleaseTaskNotSpecified",
    });
  });
});
