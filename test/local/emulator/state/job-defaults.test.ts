import assert from "node:assert/strict";
import { newJob } from "../../../../local/emulator/state/job-defaults.ts";
import { newJobSchedule } from "../../../../local/emulator/state/new-job-schedule.ts";
import { linux } from "../../../helpers/account.ts";

const unlimited = "P10675199DT2H48M5.4775807S";
const autoUser = { scope: "pool", elevationLevel: "nonadmin" };
const taskConstraints = { maxWallClockTime: unlimited, retentionTime: "P7D", maxTaskRetryCount: 0 };
const command = { commandLine: "/bin/true" };
const poolInfo = { poolId: "pool" };

// Values recorded by Azure's SDK teams from 2020 to 2024.
describe("newJob", () => {
  it("fills in the job manager task, with the job's number of retries", () => {
    const constraints = { maxTaskRetryCount: 5 };
    const { jobManagerTask } = newJob(
      { id: "job", poolInfo, constraints, jobManagerTask: { id: "manager", ...command } },
      0,
    );
    assert.deepEqual(jobManagerTask, {
      ...{ id: "manager", ...command, userIdentity: { autoUser }, requiredSlots: 1 },
      constraints: { ...taskConstraints, ...constraints },
      ...{ runExclusive: true, allowLowPriorityNode: true, killJobOnCompletion: true },
    });
  });

  it("fills in the job preparation and release tasks", () => {
    const job = newJob({ id: "job", poolInfo, jobPreparationTask: command, jobReleaseTask: command }, 0);
    assert.deepEqual(job.jobPreparationTask, {
      ...{ id: "jobpreparation", ...command, userIdentity: { autoUser }, constraints: taskConstraints },
      ...{ waitForSuccess: true, rerunOnNodeRebootAfterSuccess: true },
    });
    assert.deepEqual(job.jobReleaseTask, {
      ...{ id: "jobrelease", ...command, userIdentity: { autoUser } },
      ...{ maxWallClockTime: "PT15M", retentionTime: "P7D" },
    });
  });

  it("keeps what is given", () => {
    const given = {
      jobManagerTask: { id: "manager", ...command, runExclusive: false, killJobOnCompletion: false },
      jobPreparationTask: { id: "prepare", ...command, userIdentity: { username: "me" } },
      jobReleaseTask: { id: "release", ...command, retentionTime: "P1D" },
    };
    const job = newJob({ id: "job", poolInfo, ...given }, 0);
    assert.partialDeepStrictEqual(job, given);
    assert.deepEqual(job.jobPreparationTask?.userIdentity, { username: "me" });
    const admin = { userIdentity: { autoUser: { elevationLevel: "admin" as const } } };
    const { jobPreparationTask } = newJob(
      { id: "job", poolInfo, jobPreparationTask: { ...command, ...admin } },
      0,
    );
    assert.deepEqual(jobPreparationTask?.userIdentity, {
      autoUser: { scope: "pool", elevationLevel: "admin" },
    });
  });

  it("fills in the automatic pool", () => {
    const autoPoolSpecification = { poolLifetimeOption: "job" as const, pool: linux };
    const job = newJob({ id: "job", poolInfo: { autoPoolSpecification } }, 0);
    assert.partialDeepStrictEqual(job.poolInfo.autoPoolSpecification, {
      keepAlive: false,
      pool: { taskSlotsPerNode: 1, resizeTimeout: "PT15M", targetDedicatedNodes: 0, enableAutoScale: false },
    });
  });
});

describe("newJobSchedule", () => {
  it("fills in the job specification", () => {
    const jobSpecification = { poolInfo, constraints: { maxTaskRetryCount: 2 } };
    const schedule = newJobSchedule({ id: "schedule", schedule: {}, jobSpecification }, 0);
    assert.deepEqual(schedule.jobSpecification, {
      ...{ priority: 0, maxParallelTasks: -1, allowTaskPreemption: false, usesTaskDependencies: false },
      ...{ onAllTasksComplete: "noaction", onTaskFailure: "noaction", poolInfo },
      constraints: { maxWallClockTime: unlimited, maxTaskRetryCount: 2 },
    });
  });
});
