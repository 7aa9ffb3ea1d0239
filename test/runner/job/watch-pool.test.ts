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

  it("doesn't list nodes of a missing pool", async () => {
    const { whyNothingRuns } = watch({
      getPool: async () => undefined,
      listNodes: () => assert.fail("asked"),
    });
    isEnvironmentError("NoTaskCanRun", "pool p")((await whyNothingRuns(job)).hopeless);
  });
});
