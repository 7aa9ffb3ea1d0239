import assert from "node:assert/strict";
import type { BatchServiceModels as Models } from "@azure/batch";
import { conforms, suite } from "./lab.ts";
import { refused } from "./refused.ts";
import { addTasks, executionOf, jobIn, runTasks, taskIn } from "./run-tasks.ts";

const dependent = { usesTaskDependencies: true };
const succeed = { commandLine: "/bin/true" };

suite("dependencies", () => {
  conforms("make a task wait, by id and by range", async (lab) => {
    const jobId = await runTasks(
      lab,
      {
        last: { ...succeed, dependsOn: { taskIds: ["middle"] } },
        middle: { ...succeed, dependsOn: { taskIdRanges: [{ start: 1, end: 3 }] } },
        1: { commandLine: "/bin/sleep 0.2" },
        "02": succeed,
        3: succeed,
      },
      dependent,
    );
    const [one, middle, last] = await Promise.all(
      ["1", "middle", "last"].map((id) => executionOf(lab, jobId, id)),
    );
    assert(middle!.startTime! >= one!.endTime!);
    assert(last!.startTime! >= middle!.endTime!);
  });

  conforms("block a task after a failure, unless the exit code satisfies them", async (lab) => {
    const exit = (code: number): Models.TaskAddParameter["exitConditions"] => ({
      exitCodes: [{ code, exitOptions: { dependencyAction: "satisfy" } }],
    });
    const jobId = await lab.addJob(dependent);
    await addTasks(lab, jobId, {
      fails: { commandLine: "/bin/sh -c 'exit 2'" },
      "fails-well": { commandLine: "/bin/sh -c 'exit 3'", exitConditions: exit(3) },
      blocked: { ...succeed, dependsOn: { taskIds: ["fails"] } },
      freed: { ...succeed, dependsOn: { taskIds: ["fails-well"] } },
      lost: { ...succeed, dependsOn: { taskIds: ["not-there"] } },
    });
    await taskIn(lab, { jobId, id: "fails" }, "completed");
    await taskIn(lab, { jobId, id: "freed" }, "completed");
    for (const id of ["blocked", "lost"])
      assert.equal((await lab.client.task.get(jobId, id)).state, "active");
    const { taskCounts } = await lab.client.job.getTaskCounts(jobId);
    if (!lab.target.isLive) assert.equal(taskCounts.active, 2);
  });

  conforms("are rejected in a job that doesn't use them", async (lab) => {
    const jobId = await lab.addJob();
    const task = { id: "task", ...succeed, dependsOn: { taskIds: ["other"] } };
    await refused(lab.client.task.add(jobId, task), {
      statusCode: 400,
      code: "UnsupportedProperty",
    });
  });

  conforms(
    "share exit conditions with job actions, which end or disable the job after a failure",
    async (lab) => {
      const onTaskFailure = "performexitoptionsjobaction";
      const ended = await lab.addJob({ onTaskFailure });
      const conditions = (jobAction: Models.JobAction) => ({ exitConditions: { default: { jobAction } } });
      await lab.client.task.add(ended, {
        id: "fails",
        commandLine: "/bin/false",
        ...conditions("terminate"),
      });
      const job = await jobIn(lab, ended, "completed");
      assert.equal(job.executionInfo?.terminateReason, "TaskFailed");
      const disabled = await lab.addJob({ onTaskFailure });
      await lab.client.task.add(disabled, {
        id: "fails",
        commandLine: "/bin/false",
        ...conditions("disable"),
      });
      await jobIn(lab, disabled, "disabled");
      const goesOn = await lab.addJob({ onTaskFailure });
      await lab.client.task.add(goesOn, { id: "fails", commandLine: "/bin/false", ...conditions("none") });
      await taskIn(lab, { jobId: goesOn, id: "fails" }, "completed");
      assert.equal((await lab.client.job.get(goesOn)).state, "active");
      const noAction = await lab.addJob();
      await refused(
        lab.client.task.add(noAction, { id: "fails", commandLine: "/bin/false", ...conditions("terminate") }),
        { statusCode: 400, code: "InvalidPropertyValue" },
      );
    },
  );
});
