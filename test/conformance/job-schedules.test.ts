import assert from "node:assert/strict";
import { eventually } from "./eventually.ts";
import { conforms, type Lab, suite } from "./lab.ts";
import { refused } from "./refused.ts";

const addSchedule = async (lab: Lab): Promise<string> => {
  const id = lab.newId("schedule");
  lab.defer(() => lab.client.jobSchedule.deleteMethod(id));
  await lab.client.jobSchedule.add({
    id,
    schedule: { recurrenceInterval: "PT1H" },
    jobSpecification: {
      poolInfo: { poolId: lab.sharedPool },
      jobManagerTask: { id: "manager", commandLine: "/bin/true" },
    },
  });
  return id;
};

suite("job schedules", () => {
  conforms("start a job immediately and return its id", async (lab) => {
    const id = await addSchedule(lab);
    assert.equal((await lab.client.jobSchedule.exists(id)).body, true);
    const schedule = await eventually("a job of the schedule", async () => {
      const found = await lab.client.jobSchedule.get(id);
      return found.executionInfo?.recentJob && found;
    });
    const { recentJob, nextRunTime } = schedule.executionInfo!;
    assert.match(recentJob?.id ?? "", new RegExp(`^${id}:job-1$`));
    assert(nextRunTime! > new Date());
    const jobs = await lab.client.job.listFromJobSchedule(id);
    assert.deepEqual(
      jobs.map((job) => job.id),
      [recentJob?.id],
    );
    const job = await lab.client.job.get(recentJob!.id!);
    assert.equal(job.poolInfo?.poolId, lab.sharedPool);
  });

  conforms("are disabled, enabled, patched, terminated and deleted", async (lab) => {
    const id = await addSchedule(lab);
    const stateOf = async () => (await lab.client.jobSchedule.get(id)).state;
    await lab.client.jobSchedule.disable(id);
    assert.equal(await stateOf(), "disabled");
    await lab.client.jobSchedule.enable(id);
    assert.equal(await stateOf(), "active");
    await eventually("a job that has ended", async () => {
      const [job] = await lab.client.job.listFromJobSchedule(id);
      return job?.state === "completed";
    });
    await lab.client.jobSchedule.patch(id, { schedule: { recurrenceInterval: "PT2H" } });
    const { schedule, executionInfo } = await lab.client.jobSchedule.get(id);
    assert.equal(schedule?.recurrenceInterval, "PT2H");
    const inAnHour = new Date(Date.now() + 3_600_000);
    assert(executionInfo!.nextRunTime! > inAnHour, "an interval is between the starts of two jobs");
    assert.equal((await lab.client.job.listFromJobSchedule(id)).length, 1);
    await lab.client.jobSchedule.terminate(id);
    await eventually("the schedule completed", async () => (await stateOf()) === "completed");
    await lab.client.jobSchedule.deleteMethod(id);
    await eventually("no schedule", async () => !(await lab.client.jobSchedule.exists(id)).body);
    await refused(lab.client.jobSchedule.get(id), { statusCode: 404, code: "JobScheduleNotFound" });
  });
});
