import assert from "node:assert/strict";
import { turnOf } from "../../../../local/emulator/state/recurrence.ts";
import { linux } from "../../../helpers/account.ts";
import { until } from "../../../helpers/until.ts";
import { virtualTime } from "./virtual-time.ts";
import { taskFile, withBatchService } from "./with-batch-service.ts";

const autoPool = (poolLifetimeOption: "job" | "jobschedule") => ({
  autoPoolSpecification: {
    autoPoolIdPrefix: "auto",
    poolLifetimeOption,
    pool: { ...linux, targetDedicatedNodes: 1 },
  },
});

describe("a job with an auto pool and a job manager task", () => {
  it("ends with its job manager task, and its pool is deleted", () => {
    const time = virtualTime();
    return withBatchService(async ({ client }) => {
      const jobManagerTask = { id: "manager", commandLine: "/bin/true" };
      await client.job.add({ id: "job", poolInfo: autoPool("job"), jobManagerTask });
      const job = await until(async () => {
        const job = await client.job.get("job");
        return job.state === "completed" && job;
      });
      assert.equal(job.executionInfo?.terminateReason, "JMComplete");
      const poolId = job.executionInfo?.poolId ?? "";
      assert.match(poolId, /^auto_[0-9A-F-]{36}$/);
      await until(async () => (await client.computeNode.list(poolId))[0]?.state === "leavingpool");
      const { state, allocationState, targetDedicatedNodes } = await client.pool.get(poolId);
      assert.deepEqual([state, allocationState, targetDedicatedNodes], ["deleting", "resizing", 0]);
      await assert.rejects(client.pool.deleteMethod(poolId), { code: "PoolBeingDeleted" });
      time.advance(29_900);
      assert.equal(await taskFile(client, { taskId: "manager", path: "stdout.txt" }), "");
      time.advance(101);
      await until(async () => (await client.pool.list()).length === 0);
    }, time);
  });
});

describe("a job schedule", () => {
  it("creates one job without a recurrence, and completes with it", () =>
    withBatchService(async ({ client }) => {
      await client.pool.add({ id: "pool", ...linux, targetDedicatedNodes: 1 });
      await client.jobSchedule.add({
        id: "daily",
        schedule: {},
        jobSpecification: {
          poolInfo: { poolId: "pool" },
          jobManagerTask: { id: "manager", commandLine: "/bin/true" },
        },
      });
      const schedule = await until(async () => {
        const schedule = await client.jobSchedule.get("daily");
        return schedule.state === "completed" && schedule;
      });
      assert.equal(schedule.executionInfo?.recentJob?.id, "daily:job-1");
      const jobs = await client.job.listFromJobSchedule("daily");
      assert.deepEqual(
        jobs.map(({ id, state }) => [id, state]),
        [["daily:job-1", "completed"]],
      );
      const { nodeInfo } = await client.task.get("daily:job-1", "manager");
      assert.equal(nodeInfo?.taskRootDirectory, "workitems/daily/job-1/manager");
    }));

  it("waits for its active job, ends it when terminated, and is deleted with its jobs", () => {
    const time = virtualTime();
    return withBatchService(async ({ client }) => {
      const jobSpecification = { poolInfo: autoPool("jobschedule") };
      await client.jobSchedule.add({
        id: "often",
        schedule: { recurrenceInterval: "PT1H" },
        jobSpecification,
      });
      const { executionInfo } = await client.jobSchedule.get("often");
      assert.equal(executionInfo?.recentJob?.id, "often:job-1");
      assert.ok(Number(executionInfo?.nextRunTime) > time.now().getTime() + 3_500_000);
      await client.jobSchedule.disable("often");
      await client.jobSchedule.enable("often");
      await client.jobSchedule.terminate("often");
      await until(async () => (await client.jobSchedule.get("often")).state === "completed");
      assert.equal(
        (await client.job.get("often:job-1")).executionInfo?.terminateReason,
        "TerminateJobSchedule",
      );
      await client.jobSchedule.deleteMethod("often");
      assert.equal((await client.jobSchedule.get("often")).state, "deleting");
      assert.equal((await client.job.get("often:job-1")).state, "deleting");
      const refused = { code: "JobScheduleBeingDeleted" };
      await assert.rejects(client.jobSchedule.deleteMethod("often"), refused);
      await until(async () => {
        time.advance(501);
        return !(await client.jobSchedule.exists("often")).body;
      });
      assert.equal((await client.job.list()).length, 0);
      time.advance(30_001);
      await until(async () => (await client.pool.list()).length === 0);
    }, time);
  });

  it("completes after doNotRunAfter if it recurs", () => {
    const { advance, ...time } = virtualTime();
    return withBatchService(async ({ client }) => {
      const minute = 60_000;
      await client.jobSchedule.add({
        id: "twice",
        schedule: {
          recurrenceInterval: "PT10M",
          doNotRunAfter: new Date(time.now().getTime() + 5 * minute),
        },
        jobSpecification: { poolInfo: { poolId: "p" } },
      });
      await client.job.terminate("twice:job-1");
      const stateOf = async () => (await client.jobSchedule.get("twice")).state;
      await until(async () => (await client.job.get("twice:job-1")).state === "completed");
      assert.equal(await stateOf(), "active");
      advance(5 * minute + 1);
      assert.equal(await stateOf(), "completed");
    }, time);
  });

  it("shares its ids with jobs", () =>
    withBatchService(async ({ client }) => {
      await client.job.add({ id: "taken", poolInfo: { poolId: "p" } });
      const schedule = { id: "taken", schedule: {}, jobSpecification: { poolInfo: { poolId: "p" } } };
      await assert.rejects(client.jobSchedule.add(schedule), { code: "JobWithSameIdExists" });
    }));
});

describe("turnOf", () => {
  const minute = 60_000_000;

  it("runs a schedule that is due and returns the next time", () => {
    assert.deepEqual(turnOf({}, 10 * minute, 9 * minute), { runs: false, next: 10 * minute });
    assert.deepEqual(turnOf({}, 10 * minute, 11 * minute), { runs: true, next: undefined });
    const hourly = { recurrenceInterval: "PT1H" };
    assert.deepEqual(turnOf(hourly, 10 * minute, 11 * minute), { runs: true, next: 70 * minute });
    assert.deepEqual(turnOf(hourly, 10 * minute, 200 * minute), { runs: true, next: 250 * minute });
  });

  it("skips a turn when its start window is over", () => {
    const schedule = { recurrenceInterval: "PT1H", startWindow: "PT5M" };
    assert.deepEqual(turnOf(schedule, 10 * minute, 20 * minute), { runs: false, next: 70 * minute });
    assert.deepEqual(turnOf({ startWindow: "PT5M" }, 10 * minute, 20 * minute), {
      runs: false,
      next: undefined,
    });
  });
});
