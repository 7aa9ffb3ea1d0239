import assert from "node:assert/strict";
import { type WatchPool, watchPool } from "../../../runner/job/watch-pool.ts";
import { isEnvironmentError } from "../../helpers/is-runner-error.ts";
import { completed, fakeClock } from "../fakes.ts";

/** Watches a steady pool on a service with these answers. Collects the node files that are read. */
const watch = (world: Partial<WatchPool["batch"]>) => {
  const read: string[] = [];
  const batch: WatchPool["batch"] = {
    getJob: async (id) => ({ id, state: "active", priority: id === "other" ? 7 : 0 }),
    getPool: async () => ({ allocationState: "steady", taskSlotsPerNode: 1 }),
    getTask: async () => undefined,
    listNodes: async () => [],
    listFailedPreparations: async () => [],
    listWaitingTasks: async () => [],
    listJobsOnNode: async () => [],
    readNodeFile: async ({ nodeId, path }) => {
      read.push(`${nodeId}/${path}`);
      return "first\nno way\n";
    },
    ...world,
  };
  return { read, ...watchPool({ batch, jobId: "own", poolId: "p", clock: fakeClock() }) };
};

const job = { state: "active", priority: 0 } as const;

describe("job/watch-pool", () => {
  it("reads the start task's stderr once, and adds its last lines to the error", async () => {
    const { whyNothingRuns, read } = watch({
      listNodes: async () => [{ id: "n1", state: "starttaskfailed" }],
    });
    await whyNothingRuns(job);
    const { waiting, hopeless } = await whyNothingRuns(job);
    assert.match(waiting, /\bstart task\b.*\bno way\b/);
    assert.equal(hopeless?.hint, "  first\n  no way");
    assert.deepEqual(read, ["n1/startup/stderr.txt"]);
  });

  it("names the job whose tasks run on the nodes", async () => {
    const { whyNothingRuns } = watch({
      listNodes: async () => [{ id: "n1", state: "running" }],
      listJobsOnNode: async () => ["own", "other"],
    });
    assert.match((await whyNothingRuns(job)).waiting, /\bjob other\b.*\b7\b.*\b0\b/);
  });

  it("names the failed task that a waiting task depends on", async () => {
    const { whyNothingRuns } = watch({
      listNodes: async () => [{ id: "n1", state: "idle" }],
      listWaitingTasks: async () => [{ id: "c", requiredSlots: 1, dependsOn: ["a", "b"] }],
      getTask: async (_, id) => completed(id, { exitCode: id === "b" ? 3 : 0 }),
    });
    assert.match((await whyNothingRuns(job)).waiting, /\btask c\b.*\btask b\b/);
  });

  it("ignores its own job on the nodes", async () => {
    const { whyNothingRuns } = watch({
      listNodes: async () => [{ id: "n1", state: "running" }],
      listJobsOnNode: async (poolId, nodeId) => {
        assert.deepEqual([poolId, nodeId], ["p", "n1"]);
        return ["own"];
      },
      getJob: () => assert.fail("asked"),
    });
    assert.match((await whyNothingRuns(job)).waiting, /\bother jobs\b/);
  });

  it("finds no failed task that waiting tasks depend on", async () => {
    const states = [
      completed("a"),
      completed("a", { exitCode: undefined }),
      { ...completed("a", { exitCode: 3 }), state: "running" },
      undefined,
    ] as const;
    for (const task of states) {
      const { whyNothingRuns } = watch({
        listNodes: async () => [{ id: "n1", state: "idle" }],
        listWaitingTasks: async () => [{ id: "c", requiredSlots: 1, dependsOn: ["a"] }],
        getTask: async () => task,
      });
      assert.doesNotMatch((await whyNothingRuns(job)).waiting, /\btask c\b/);
    }
  });

  it("finds a failed task without an exit code, and an exit code of 0 with a failure", async () => {
    const failure = { category: "UserError", code: "BlobNotFound", message: "" };
    for (const exitCode of [undefined, 0]) {
      const { whyNothingRuns } = watch({
        listNodes: async () => [{ id: "n1", state: "idle" }],
        listWaitingTasks: async () => [{ id: "c", requiredSlots: 1, dependsOn: ["a"] }],
        getTask: async (_, id) => completed(id, { exitCode, failure }),
      });
      assert.match((await whyNothingRuns(job)).waiting, /\btask c\b.*\btask a\b/);
    }
  });

  it("looks up three waiting tasks and three dependencies of each", async () => {
    const asked: string[] = [];
    const { whyNothingRuns } = watch({
      listNodes: async () => [{ id: "n1", state: "idle" }],
      listWaitingTasks: async () =>
        ["a", "b", "c", "d"].map((id) => ({
          id,
          requiredSlots: 1,
          dependsOn: [1, 2, 3, 4].map((i) => `${id}${i}`),
        })),
      getTask: async (jobId, id) => {
        assert.equal(jobId, "own");
        asked.push(id);
        return undefined;
      },
    });
    await whyNothingRuns(job);
    assert.deepEqual(asked, ["a1", "a2", "a3", "b1", "b2", "b3", "c1", "c2", "c3"]);
  });

  it("lists neither tasks nor preparations while no node is ready", async () => {
    const { whyNothingRuns } = watch({
      listNodes: async () => [{ id: "n1", state: "starting" }],
      listFailedPreparations: () => assert.fail("asked"),
      listWaitingTasks: () => assert.fail("asked"),
      listJobsOnNode: () => assert.fail("asked"),
    });
    assert.match((await whyNothingRuns(job)).waiting, /\b1 starting\b/);
  });

  it("lists failed preparations of its job if a node is idle or running", async () => {
    for (const state of ["idle", "running"] as const) {
      const { whyNothingRuns, read } = watch({
        listNodes: async () => [{ id: "n1", state }],
        listFailedPreparations: async () => [{ nodeId: "n1", exitCode: 1, folder: "prep" }],
      });
      const { hopeless, nodes } = await whyNothingRuns(job);
      assert.deepEqual(nodes, { [state]: 1 });
      isEnvironmentError("NoTaskCanRun", "job preparation task", "1")(hopeless);
      assert.deepEqual(read, ["n1/prep/stderr.txt"]);
    }
  });

  it("adds at most ten lines of stderr to the error", async () => {
    const { whyNothingRuns } = watch({
      listNodes: async () => [{ id: "n1", state: "starttaskfailed" }],
      readNodeFile: async () => Array.from({ length: 12 }, (_, i) => `line ${i + 1}\n`).join(""),
    });
    const lines = (await whyNothingRuns(job)).hopeless?.hint?.split("\n");
    assert.deepEqual([lines?.length, lines?.[0], lines?.at(-1)], [10, "  line 3", "  line 12"]);
  });

  it("has no hint without stderr", async () => {
    const { whyNothingRuns } = watch({
      listNodes: async () => [{ id: "n1", state: "starttaskfailed" }],
      readNodeFile: async () => undefined,
    });
    assert.equal((await whyNothingRuns(job)).hopeless?.hint, undefined);
  });

  it("counts nodes at work and explains a shortfall", async () => {
    const resizeErrors = [{ code: "AccountCoreQuotaReached", message: "Quota." }];
    const { nodesAtWork } = watch({
      getPool: async () => ({
        allocationState: "steady",
        targetDedicatedNodes: 2,
        currentDedicatedNodes: 1,
        resizeErrors,
      }),
      listNodes: async () => [{ id: "n1", state: "running" }],
    });
    const { nodes, shortfall } = await nodesAtWork();
    assert.deepEqual(nodes, { running: 1 });
    assert.match(shortfall ?? "", /\b1 of 2 nodes\b.*AccountCoreQuotaReached/);
    const gone = await watch({ getPool: async () => undefined }).nodesAtWork();
    assert.deepEqual(gone, { nodes: {}, shortfall: undefined });
  });

  it("doesn't list nodes of a missing pool", async () => {
    const { whyNothingRuns } = watch({
      getPool: async () => undefined,
      listNodes: () => assert.fail("asked"),
    });
    isEnvironmentError("NoTaskCanRun", "pool p")((await whyNothingRuns(job)).hopeless);
  });
});
