import assert from "node:assert/strict";
import { account } from "../../../helpers/account.ts";
import { type OperationsLab, withOperations } from "./with-operations.ts";

const schedule = ({ store }: OperationsLab) => store.schedules.find(account, "schedule")?.doc;

const jobSpecification = { poolInfo: { poolId: "pool" } };

const add = (lab: OperationsLab, body: object = {}) =>
  lab.run("JobSchedule_Add", {
    body: { id: "schedule", schedule: { recurrenceInterval: "PT10M" }, jobSpecification, ...body },
  });

const time = (minutes: number) =>
  new Date(Date.UTC(2026, 0, 1, 0, minutes)).toISOString().replace(".000Z", "Z");

describe("JobSchedule_Add", () => {
  it("refuses the id of another job schedule or of a job", () =>
    withOperations(async (lab) => {
      await add(lab);
      await assert.rejects(add(lab), { code: "JobScheduleExists" });
      lab.set("schedules", { state: "deleting" });
      await assert.rejects(add(lab), { code: "JobScheduleBeingDeleted" });
      await lab.addJob();
      await assert.rejects(add(lab, { id: "job" }), { code: "JobWithSameIdExists" });
      assert.deepEqual(lab.calls, ["scheduleChanged", "jobChanged"]);
    }));

  it("takes intervals from 1 minute", () =>
    withOperations(async (lab) => {
      for (const name of ["startWindow", "recurrenceInterval"]) {
        await assert.rejects(add(lab, { id: name, schedule: { [name]: "PT59S" } }), {
          code: "InvalidPropertyValue",
        });
        await add(lab, { id: name, schedule: { [name]: "PT1M" } });
      }
    }));
});

describe("a job schedule that is ending or has ended", () => {
  for (const [state, code] of [
    ["deleting", "JobScheduleBeingDeleted"],
    ["terminating", "JobScheduleBeingTerminated"],
    ["completed", "JobScheduleCompleted"],
  ])
    it(`refuses changes while ${state}: ${code}`, () =>
      withOperations(async (lab) => {
        await add(lab);
        lab.set("schedules", { state });
        await assert.rejects(lab.run("JobSchedule_Patch", { body: {} }), { code });
        await assert.rejects(lab.run("JobSchedule_Update", { body: { schedule: {}, jobSpecification } }), {
          code,
        });
        await assert.rejects(lab.run("JobSchedule_Enable"), { code });
        await assert.rejects(lab.run("JobSchedule_Disable"), { code });
        await assert.rejects(lab.run("JobSchedule_Terminate"), { code });
      }));

  it("can be deleted, but only once", () =>
    withOperations(async (lab) => {
      await add(lab);
      lab.set("schedules", { state: "completed" });
      assert.equal((await lab.run("JobSchedule_Delete")).status, 202);
      await assert.rejects(lab.run("JobSchedule_Delete"), { code: "JobScheduleBeingDeleted" });
    }));
});

describe("enabling and disabling a job schedule", () => {
  it("change its state, and leave one that has it already", () =>
    withOperations(async (lab) => {
      await add(lab);
      await lab.run("JobSchedule_Enable");
      assert.deepEqual([schedule(lab)?.state, schedule(lab)?.previousState], ["active", undefined]);
      await lab.run("JobSchedule_Disable");
      await lab.run("JobSchedule_Disable");
      assert.deepEqual([schedule(lab)?.state, schedule(lab)?.previousState], ["disabled", "active"]);
      await lab.run("JobSchedule_Enable");
      assert.equal(schedule(lab)?.state, "active");
    }));
});

describe("changing a job schedule", () => {
  it("counts the next job from the last one's time", () =>
    withOperations(async (lab) => {
      await add(lab);
      lab.set("schedules", { jobs: 1, executionInfo: { nextRunTime: time(10), recentJob: { id: "j" } } });
      await lab.run("JobSchedule_Patch", { body: { schedule: { recurrenceInterval: "PT25M" } } });
      assert.equal(schedule(lab)?.executionInfo.nextRunTime, time(25));
      const { executionInfo } = await lab.get("JobSchedule_Get");
      assert.deepEqual(executionInfo, {
        nextRunTime: time(25),
        recentJob: { id: "j", url: "http://host/jobs/j" },
      });
    }));

  it("keeps the next job's time if the schedule stays the same", () =>
    withOperations(async (lab) => {
      await add(lab);
      lab.set("schedules", { jobs: 1, executionInfo: { nextRunTime: time(10) } });
      await lab.run("JobSchedule_Patch", { body: { metadata: [{ name: "a", value: "b" }] } });
      assert.equal(schedule(lab)?.executionInfo.nextRunTime, time(10));
    }));

  it("has no next job without a recurrence, once it has created one", () =>
    withOperations(async (lab) => {
      await add(lab);
      lab.set("schedules", { jobs: 1, executionInfo: { nextRunTime: time(10) } });
      await lab.run("JobSchedule_Patch", { body: { schedule: { doNotRunAfter: time(60) } } });
      assert.equal(schedule(lab)?.executionInfo.nextRunTime, undefined);
    }));

  it("moves the first job until it is created", () =>
    withOperations(async (lab) => {
      await add(lab);
      await lab.run("JobSchedule_Patch", { body: { schedule: { doNotRunUntil: time(30) } } });
      assert.equal(schedule(lab)?.executionInfo.nextRunTime, time(30));
    }));

  it("fills in the defaults of a job specification", () =>
    withOperations(async (lab) => {
      await add(lab);
      const specification = { ...jobSpecification, priority: 7 };
      const defaults = { onTaskFailure: "noaction", maxParallelTasks: -1 };
      await lab.run("JobSchedule_Patch", { body: { jobSpecification: specification } });
      assert.partialDeepStrictEqual(schedule(lab)?.jobSpecification, { priority: 7, ...defaults });
      await lab.run("JobSchedule_Update", { body: { schedule: {}, jobSpecification } });
      assert.partialDeepStrictEqual(schedule(lab)?.jobSpecification, { priority: 0, ...defaults });
    }));

  it("removes what an update leaves out", () =>
    withOperations(async (lab) => {
      await add(lab, { metadata: [{ name: "a", value: "b" }] });
      const body = { schedule: { recurrenceInterval: "PT5M" }, jobSpecification };
      await lab.run("JobSchedule_Update", { body });
      assert.deepEqual([schedule(lab)?.metadata, schedule(lab)?.schedule], [undefined, body.schedule]);
    }));
});

describe("JobSchedule_Get", () => {
  it("has an end and no next run once the schedule is completed, until it is deleted", () =>
    withOperations(async (lab) => {
      await add(lab);
      const executionInfo = { nextRunTime: time(10), endTime: time(5) };
      const seen = async (state: string) => {
        lab.set("schedules", { state, executionInfo });
        return (await lab.get("JobSchedule_Get")).executionInfo;
      };
      const { nextRunTime, endTime } = executionInfo;
      assert.deepEqual(await seen("active"), { nextRunTime });
      assert.deepEqual(await seen("completed"), { endTime });
      assert.deepEqual(await seen("deleting"), { nextRunTime });
    }));
});

describe("Job_ListFromJobSchedule", () => {
  it("lists only the schedule's jobs", () =>
    withOperations(async (lab) => {
      await add(lab);
      const job = (id: string) => lab.store.jobs.find(account, id)?.doc;
      await lab.addJob();
      for (const id of ["schedule:job-1", "schedule:job-2", "schedule2:job-1", "schedule"])
        lab.store.jobs.insert(account, { ...job("job")!, id });
      const list = async (query = {}) => {
        const { value } = await lab.get("Job_ListFromJobSchedule", { query });
        return Array.isArray(value) ? value.map(({ id }) => id) : [];
      };
      assert.deepEqual(await list(), ["schedule:job-1", "schedule:job-2"]);
      assert.deepEqual(await list({ $filter: "id eq 'schedule:job-2'" }), ["schedule:job-2"]);
    }));
});
