import assert from "node:assert/strict";
import { account } from "../../../helpers/account.ts";
import { type OperationsLab, withOperations } from "./with-operations.ts";

const job = ({ store }: OperationsLab) => store.jobs.find(account, "job")?.doc;

/** States in which a job refuses changes, with Azure's codes. */
const ended = [
  ["deleting", "JobBeingDeleted"],
  ["terminating", "JobBeingTerminated"],
  ["completed", "JobCompleted"],
] as const;

describe("Job_Add", () => {
  it("refuses the id of another job or of a job schedule", () =>
    withOperations(async (lab) => {
      await lab.addJob();
      await assert.rejects(lab.addJob({ id: "JOB" }), { code: "JobExists" });
      lab.set("jobs", { state: "deleting" });
      await assert.rejects(lab.addJob(), { code: "JobBeingDeleted" });
      const body = { id: "schedule", schedule: {}, jobSpecification: { poolInfo: { poolId: "pool" } } };
      await lab.run("JobSchedule_Add", { body });
      await assert.rejects(lab.addJob({ id: "schedule" }), { code: "JobScheduleWithSameIdExists" });
    }));

  it("creates an auto pool, whose id starts with its prefix", () =>
    withOperations(async (lab) => {
      const pool = {
        vmSize: "standard_d2s_v3",
        virtualMachineConfiguration: machine,
        targetDedicatedNodes: 1,
      };
      const autoPoolSpecification = { autoPoolIdPrefix: "mine", poolLifetimeOption: "job", pool };
      await lab.addJob({ poolInfo: { autoPoolSpecification } });
      assert.match(job(lab)?.executionInfo.poolId ?? "", /^mine_[0-9A-F-]{36}$/);
      assert.deepEqual(lab.calls, ["addPool", "jobChanged"]);
    }));

  it("adds the job manager task first, with all slots of a node unless it isn't exclusive", () =>
    withOperations(async (lab) => {
      await lab.addPool({ taskSlotsPerNode: 4 });
      const manager = { id: "manager", commandLine: "/bin/true", requiredSlots: 2 };
      await lab.addJob({ jobManagerTask: manager });
      await lab.addJob({ id: "shared", jobManagerTask: { ...manager, runExclusive: false } });
      const slots = (id: string) => {
        const { seq } = lab.store.jobs.find(account, id)!;
        return lab.store.tasks.find(seq, "manager")?.slots;
      };
      assert.deepEqual([slots("job"), slots("shared")], [4, 2]);
    }));
});

const machine = {
  imageReference: { publisher: "microsoft-dsvm", offer: "ubuntu-hpc", sku: "2404" },
  nodeAgentSKUId: "batch.node.ubuntu 24.04",
};

describe("a job that is ending or has ended", () => {
  for (const [state, code] of ended)
    it(`refuses changes while ${state}: ${code}`, () =>
      withOperations(async (lab) => {
        await lab.addJob();
        lab.set("jobs", { state });
        await assert.rejects(lab.run("Job_Patch", { body: { priority: 1 } }), { code });
        await assert.rejects(lab.run("Job_Update", { body: { poolInfo: { poolId: "pool" } } }), { code });
        await assert.rejects(lab.run("Job_Disable", { body: { disableTasks: "wait" } }), { code });
        await assert.rejects(lab.run("Job_Enable"), { code });
        await assert.rejects(lab.run("Job_Terminate"), { code });
        await assert.rejects(lab.addTaskTo("job"), { code });
        assert.deepEqual(lab.calls, ["jobChanged"]);
      }));

  it("can be deleted, but only once", () =>
    withOperations(async (lab) => {
      await lab.addJob();
      lab.set("jobs", { state: "completed" });
      assert.equal((await lab.run("Job_Delete")).status, 202);
      await assert.rejects(lab.run("Job_Delete"), { code: "JobBeingDeleted" });
    }));
});

describe("Job_Disable", () => {
  const disable = (lab: OperationsLab, disableTasks: string) =>
    lab.run("Job_Disable", { body: { disableTasks } });

  it("keeps what happens to running tasks", () =>
    withOperations(async (lab) => {
      await lab.addJob();
      assert.equal((await disable(lab, "terminate")).status, 202);
      assert.deepEqual([job(lab)?.state, job(lab)?.disableTasks], ["disabling", "terminate"]);
      assert.deepEqual([job(lab)?.previousState, lab.calls], ["active", ["jobChanged", "jobChanged"]]);
      assert.equal((await lab.get("Job_Get")).disableTasks, undefined);
    }));

  it("leaves a disabled job disabled", () =>
    withOperations(async (lab) => {
      await lab.addJob();
      lab.set("jobs", { state: "disabled", disableTasks: "wait" });
      await disable(lab, "terminate");
      assert.deepEqual([job(lab)?.state, job(lab)?.disableTasks], ["disabled", "wait"]);
    }));

  it("refuses a job that is being enabled", () =>
    withOperations(async (lab) => {
      await lab.addJob();
      lab.set("jobs", { state: "enabling" });
      await assert.rejects(disable(lab, "wait"), { code: "OperationInvalidForCurrentState" });
    }));
});

describe("Job_Enable", () => {
  it("activates a disabled job, and leaves an active one as it is", () =>
    withOperations(async (lab) => {
      await lab.addJob();
      lab.set("jobs", { state: "disabled", disableTasks: "wait" });
      assert.equal((await lab.run("Job_Enable")).status, 202);
      assert.deepEqual([job(lab)?.state, job(lab)?.disableTasks], ["active", undefined]);
      assert.equal(job(lab)?.previousState, "disabled");
      await lab.run("Job_Enable");
      assert.equal(job(lab)?.previousState, "disabled");
    }));
});

describe("Job_Terminate", () => {
  it("records the reason, UserTerminate by default", () =>
    withOperations(async (lab) => {
      await lab.addJob();
      await lab.run("Job_Terminate");
      assert.equal(job(lab)?.executionInfo.terminateReason, "UserTerminate");
      lab.set("jobs", { state: "active" });
      await lab.run("Job_Terminate", { body: { terminateReason: "enough" } });
      assert.deepEqual([job(lab)?.state, job(lab)?.executionInfo.terminateReason], ["terminating", "enough"]);
    }));
});

describe("Job_Patch and Job_Update", () => {
  it("patch changes only the properties that the body names", () =>
    withOperations(async (lab) => {
      await lab.addJob({ priority: 5, metadata: [{ name: "a", value: "b" }] });
      await lab.run("Job_Patch", { body: { maxParallelTasks: 3, constraints: { maxTaskRetryCount: 2 } } });
      const { priority, maxParallelTasks, metadata, constraints } = job(lab)!;
      assert.deepEqual([priority, maxParallelTasks, metadata?.length], [5, 3, 1]);
      assert.deepEqual(constraints, {
        maxWallClockTime: "P10675199DT2H48M5.4775807S",
        maxTaskRetryCount: 2,
      });
    }));

  it("patch keeps constraints that the body doesn't name", () =>
    withOperations(async (lab) => {
      await lab.addJob({ constraints: { maxTaskRetryCount: 4 } });
      await lab.run("Job_Patch", { body: { priority: 1 } });
      assert.equal(job(lab)?.constraints.maxTaskRetryCount, 4);
    }));

  it("update resets what the body leaves out", () =>
    withOperations(async (lab) => {
      await lab.addJob({
        ...{ priority: 5, maxParallelTasks: 3, allowTaskPreemption: true },
        ...{ metadata: [{ name: "a", value: "b" }], constraints: { maxTaskRetryCount: 4 } },
      });
      await lab.run("Job_Update", { body: { poolInfo: { poolId: "pool" }, priority: 7 } });
      const { priority, maxParallelTasks, metadata, constraints, allowTaskPreemption } = job(lab)!;
      assert.deepEqual(
        [priority, maxParallelTasks, metadata, allowTaskPreemption],
        [7, -1, undefined, false],
      );
      assert.equal(constraints.maxTaskRetryCount, 0);
    }));

  it("refuse to keep a job that ends with its tasks", () =>
    withOperations(async (lab) => {
      await lab.addJob({ onAllTasksComplete: "terminatejob" });
      const refused = { code: "InvalidPropertyValue" };
      await assert.rejects(lab.run("Job_Patch", { body: { onAllTasksComplete: "noaction" } }), refused);
      await assert.rejects(lab.run("Job_Update", { body: { poolInfo: { poolId: "pool" } } }), refused);
      await lab.run("Job_Patch", { body: { onAllTasksComplete: "terminatejob" } });
    }));

  it("move a job to another pool only while it is disabled", () =>
    withOperations(async (lab) => {
      await lab.addJob();
      const move = (poolId: string) => lab.run("Job_Patch", { body: { poolInfo: { poolId } } });
      await move("pool");
      for (const state of ["active", "disabling", "enabling"]) {
        lab.set("jobs", { state });
        await assert.rejects(move("other"), { code: "OperationInvalidForCurrentState" });
      }
      lab.set("jobs", { state: "disabled" });
      await move("other");
      assert.deepEqual([job(lab)?.poolInfo.poolId, job(lab)?.executionInfo.poolId], ["other", "other"]);
    }));

  it("give the job another ETag", () =>
    withOperations(async (lab) => {
      await lab.addJob();
      const before = job(lab)?.eTag;
      const { headers } = await lab.run("Job_Patch", { body: { priority: 1 } });
      assert.notEqual(job(lab)?.eTag, before);
      assert.equal(headers?.ETag, job(lab)?.eTag);
      await assert.rejects(lab.run("Job_Patch", { body: {}, headers: { "if-match": before ?? "" } }), {
        code: "ConditionNotMet",
      });
    }));
});

describe("Job_ListPreparationAndReleaseTaskStatus", () => {
  it("needs a job preparation task", () =>
    withOperations(async (lab) => {
      await lab.addJob();
      await assert.rejects(lab.run("Job_ListPreparationAndReleaseTaskStatus"), {
        code: "JobPreparationTaskOrReleaseTaskNotSpecified",
      });
    }));

  it("shows the tasks of each node, without a retry count for release tasks", () =>
    withOperations(async (lab) => {
      await lab.addJob({ jobPreparationTask: { commandLine: "/bin/true" } });
      const { seq } = lab.store.jobs.find(account, "job")!;
      const run = { state: "running", startTime: "2026-01-01T00:00:00Z", taskRootDirectory: "root" } as const;
      lab.store.preparations.save({
        ...{ job: seq, node: "n1", pool: 1 },
        preparation: { ...run, retryCount: 1 },
        release: { ...run, retryCount: 0 },
      });
      const { value } = await lab.get("Job_ListPreparationAndReleaseTaskStatus");
      const url = "http://host/pools/pool/nodes/n1";
      assert.deepEqual(value, [
        {
          poolId: "pool",
          nodeId: "n1",
          nodeUrl: url,
          jobPreparationTaskExecutionInfo: {
            ...run,
            retryCount: 1,
            taskRootDirectoryUrl: `${url}/files/root`,
          },
          jobReleaseTaskExecutionInfo: { ...run, taskRootDirectoryUrl: `${url}/files/root` },
        },
      ]);
    }));
});
