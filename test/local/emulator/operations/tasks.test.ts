import assert from "node:assert/strict";
import { account } from "../../../helpers/account.ts";
import { type OperationsLab, withOperations } from "./with-operations.ts";

const task = ({ store }: OperationsLab, id = "task") => {
  const job = store.jobs.find(account, "job");
  return job && store.tasks.find(job.seq, id);
};

const failure = { category: "UserError", code: "FailureExitCode", message: "" } as const;

/** Adds a job with a task and completes the task. */
const complete = async (lab: OperationsLab, result: "success" | "failure") => {
  await lab.addJob();
  await lab.addTaskTo("job");
  const completion = result === "success" ? { exitCode: 0 } : { exitCode: 1, failure };
  lab.store.tasks.complete(task(lab)!, { ...completion, satisfies: false });
};

const isResult = (value: unknown): value is { taskId: string; status: string; error?: { code: string } }[] =>
  Array.isArray(value);

describe("Task_Add", () => {
  it("refuses an id that another task of the job has, in any case", () =>
    withOperations(async (lab) => {
      await lab.addJob();
      await lab.addTaskTo("job");
      await assert.rejects(lab.addTaskTo("job", { id: "TASK" }), { code: "TaskExists" });
    }));

  it("is ready only when the tasks that it depends on are satisfied", () =>
    withOperations(async (lab) => {
      await lab.addJob({ usesTaskDependencies: true });
      await lab.addTaskTo("job", { dependsOn: { taskIds: ["first"] } });
      await lab.addTaskTo("job", { id: "free", dependsOn: { taskIds: [] } });
      assert.deepEqual([task(lab)?.ready, task(lab, "free")?.ready], [0, 1]);
    }));
});

describe("Task_AddCollection", () => {
  const tasks = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ id: `t${i}`, commandLine: "/bin/true" }));

  it("takes up to 100 tasks", () =>
    withOperations(async (lab) => {
      await lab.addJob();
      const add = (count: number) => lab.get("Task_AddCollection", { body: { value: tasks(count) } });
      await assert.rejects(add(101), { code: "InvalidPropertyValue" });
      const { value } = await add(100);
      assert(isResult(value) && value.length === 100);
      assert(value.every(({ status }) => status === "Success"));
      assert.deepEqual(lab.calls, ["jobChanged", "jobChanged"]);
    }));

  it("takes bodies of less than 1 MB", () =>
    withOperations(async (lab) => {
      await lab.addJob();
      const add = (length: number) =>
        lab.run("Task_AddCollection", {
          body: { value: tasks(1) },
          headers: { "content-length": String(length) },
        });
      await assert.rejects(add(1024 * 1024), { code: "RequestBodyTooLarge" });
      await add(1024 * 1024 - 1);
    }));

  it("refuses a task without affecting the others", () =>
    withOperations(async (lab) => {
      await lab.addJob();
      await lab.addTaskTo("job", { id: "t1" });
      const { value } = await lab.get("Task_AddCollection", { body: { value: tasks(3) } });
      assert(isResult(value));
      assert.deepEqual(
        value.map(({ taskId, status, error }) => [taskId, status, error?.code]),
        [
          ["t0", "Success", undefined],
          ["t1", "ClientError", "TaskExists"],
          ["t2", "Success", undefined],
        ],
      );
    }));
});

describe("Task_Reactivate", () => {
  it("makes a failed task active again, with all its retries", () =>
    withOperations(async (lab) => {
      await complete(lab, "failure");
      assert.equal((await lab.run("Task_Reactivate")).status, 204);
      const { state, ready, retries, exitCode, previous } = task(lab)!;
      assert.deepEqual([state, ready, retries, exitCode, previous], ["active", 1, 0, null, "completed"]);
      assert.equal(lab.calls.at(-1), "jobChanged");
    }));

  it("keeps a task waiting for its dependencies", () =>
    withOperations(async (lab) => {
      await lab.addJob({ usesTaskDependencies: true });
      await lab.addTaskTo("job", { dependsOn: { taskIds: ["first"] } });
      lab.store.tasks.complete(task(lab)!, { failure, satisfies: false });
      await lab.run("Task_Reactivate");
      assert.deepEqual([task(lab)?.state, task(lab)?.ready], ["active", 0]);
    }));

  it("refuses a task that succeeded or isn't completed, and an ended job's", () =>
    withOperations(async (lab) => {
      await complete(lab, "success");
      await assert.rejects(lab.run("Task_Reactivate"), { code: "TaskSucceeded" });
      await lab.addTaskTo("job", { id: "other" });
      await assert.rejects(lab.run("Task_Reactivate", { params: { taskId: "other" } }), {
        code: "TaskNotCompleted",
      });
      lab.set("jobs", { state: "completed" });
      await assert.rejects(lab.run("Task_Reactivate"), { code: "JobCompleted" });
    }));
});

describe("Task_Terminate", () => {
  it("completes an active task with TaskEnded", () =>
    withOperations(async (lab) => {
      await lab.addJob();
      await lab.addTaskTo("job");
      assert.equal((await lab.run("Task_Terminate")).status, 204);
      assert.equal(task(lab)?.state, "completed");
      assert.match(task(lab)?.failure ?? "", /TaskEnded/);
      await assert.rejects(lab.run("Task_Terminate"), { code: "TaskCompleted" });
      assert.deepEqual(lab.calls.slice(2), ["endTask", "jobChanged"]);
    }));

  it("lets dependent tasks start if the default exit condition satisfies them", () =>
    withOperations(async (lab) => {
      await lab.addJob({ usesTaskDependencies: true });
      const exitConditions = { default: { dependencyAction: "satisfy" } };
      await lab.addTaskTo("job", { exitConditions });
      await lab.addTaskTo("job", { id: "next", dependsOn: { taskIds: ["task"] } });
      await lab.run("Task_Terminate");
      assert.equal(task(lab, "next")?.ready, 1);
    }));
});

describe("Task_Update", () => {
  it("replaces the constraints, with defaults from the job", () =>
    withOperations(async (lab) => {
      await lab.addJob({ constraints: { maxTaskRetryCount: 3 } });
      await lab.addTaskTo("job", { constraints: { retentionTime: "P1D", maxTaskRetryCount: 1 } });
      await lab.run("Task_Update", { body: { constraints: { maxWallClockTime: "PT1H" } } });
      assert.deepEqual((await lab.get("Task_Get")).constraints, {
        maxWallClockTime: "PT1H",
        retentionTime: "P7D",
        maxTaskRetryCount: 3,
      });
    }));

  it("refuses a completed task", () =>
    withOperations(async (lab) => {
      await complete(lab, "success");
      await assert.rejects(lab.run("Task_Update", { body: {} }), { code: "TaskCompleted" });
    }));
});

describe("Task_Delete", () => {
  it("removes a task with its files", () =>
    withOperations(async (lab) => {
      await lab.addJob();
      await lab.addTaskTo("job");
      assert.equal((await lab.run("Task_Delete")).status, 200);
      assert.equal(task(lab), undefined);
      assert.deepEqual(lab.calls.slice(2), ["removeFiles", "jobChanged"]);
    }));

  for (const state of ["preparing", "running"] as const)
    it(`ends a task that is ${state} first`, () =>
      withOperations(async (lab) => {
        await lab.addJob();
        await lab.addTaskTo("job");
        const placed = lab.store.tasks.place(task(lab)!, { state, pool: 1, node: "node" });
        lab.cluster.endTask = async () => {
          lab.calls.push("endTask");
          lab.store.tasks.complete(placed, { failure, satisfies: false });
        };
        await lab.run("Task_Delete");
        assert.equal(task(lab), undefined);
        assert.deepEqual(lab.calls.slice(2), ["endTask", "removeFiles", "jobChanged"]);
      }));

  it("refuses the task of a job that is being deleted", () =>
    withOperations(async (lab) => {
      await lab.addJob();
      await lab.addTaskTo("job");
      lab.set("jobs", { state: "deleting" });
      await assert.rejects(lab.run("Task_Delete"), { code: "JobBeingDeleted" });
    }));
});

describe("Job_GetTaskCounts", () => {
  it("counts tasks and slots by state and result", () =>
    withOperations(async (lab) => {
      await lab.addPool({ taskSlotsPerNode: 8 });
      await lab.addJob();
      const { tasks } = lab.store;
      for (let slots = 1; slots <= 4; slots++)
        await lab.addTaskTo("job", { id: `t${slots}`, requiredSlots: slots });
      tasks.place(task(lab, "t2")!, { state: "preparing", pool: 1, node: "n" });
      tasks.complete(task(lab, "t3")!, { satisfies: true });
      tasks.complete(task(lab, "t4")!, { failure, satisfies: false });
      const { taskCounts, taskSlotCounts } = await lab.get("Job_GetTaskCounts");
      assert.deepEqual(taskCounts, { active: 1, running: 1, completed: 2, succeeded: 1, failed: 1 });
      assert.deepEqual(taskSlotCounts, { active: 1, running: 2, completed: 7, succeeded: 3, failed: 4 });
    }));
});
