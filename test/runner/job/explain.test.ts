import assert from "node:assert/strict";
import { explainWait, type PoolView } from "../../../runner/job/explain.ts";

type Pool = NonNullable<PoolView["pool"]>;
type Node = PoolView["nodes"][number];

const says =
  (
    view: { pool?: Pool; nodes?: Node[]; failedPreparations?: PoolView["failedPreparations"] },
    text: string,
    hopeless: boolean,
  ) =>
  () => {
    const found = explainWait({
      poolId: "p",
      pool: view.pool,
      nodes: view.nodes ?? [],
      failedPreparations: view.failedPreparations ?? [],
    });
    assert.deepEqual({ text: found.text, hopeless: found.hopeless }, { text, hopeless });
  };

const steady: Pool = { allocationState: "steady" };
const resizing: Pool = { allocationState: "resizing" };
const quota = { code: "AccountCoreQuotaReached", message: "The account has reached its quota." };
const failedNode: Node = {
  id: "n1",
  state: "starttaskfailed",
  startTaskInfo: { state: "completed", startTime: new Date(0), exitCode: 7, retryCount: 3 },
};

describe("job/explain", () => {
  it("no pool", says({}, "pool p does not exist", true));
  it(
    "a pool on its way",
    says({ pool: resizing }, "pool p is being given nodes, which usually takes a few minutes", false),
  );
  it("an empty pool", says({ pool: steady }, "pool p has no nodes: its nodeCount is 0", true));
  it(
    "a pool that could not get nodes",
    says(
      { pool: { ...steady, resizeErrors: [quota] } },
      "pool p has no nodes: AccountCoreQuotaReached: The account has reached its quota.",
      true,
    ),
  );
  it(
    "an old resize error while a new resize is under way",
    says(
      { pool: { ...resizing, resizeErrors: [quota] } },
      "pool p is being given nodes, which usually takes a few minutes",
      false,
    ),
  );
  it(
    "an autoscaled pool at zero",
    says(
      {
        pool: {
          ...steady,
          enableAutoScale: true,
          autoScaleRun: { timestamp: new Date(0), results: "$TargetDedicatedNodes=0" },
        },
      },
      "pool p has no nodes yet; autoscale: $TargetDedicatedNodes=0",
      false,
    ),
  );
  it(
    "nodes that start",
    says(
      {
        pool: steady,
        nodes: [{ state: "starting" }, { state: "waitingforstarttask" }, { state: "starting" }],
      },
      "nodes: 2 starting, 1 in the start task",
      false,
    ),
  );
  it(
    "the only node's start task failed",
    says({ pool: steady, nodes: [failedNode] }, "the start task failed on the node (exit code 7)", true),
  );
  it(
    "nodes that work for others",
    says({ pool: steady, nodes: [{ state: "running" }] }, "nodes: 1 running, busy with other jobs", false),
  );
  it(
    "one of two nodes failed",
    says(
      { pool: steady, nodes: [failedNode, { state: "idle" }] },
      "nodes: 1 with a failed start task, 1 idle",
      false,
    ),
  );
  it(
    "all failed, but the pool is being changed",
    says(
      { pool: resizing, nodes: [failedNode, failedNode] },
      "the start task failed on all 2 nodes (exit code 7)",
      false,
    ),
  );
  it(
    "unusable nodes",
    says(
      { pool: steady, nodes: [{ state: "unusable", errors: [{ code: "DiskFull", message: "No space." }] }] },
      "no node is usable: DiskFull: No space.",
      true,
    ),
  );

  it(
    "no node could be prepared for the job",
    says(
      {
        pool: steady,
        nodes: [{ id: "n1", state: "idle" }, failedNode],
        failedPreparations: [{ nodeId: "n1", exitCode: 127 }],
      },
      "the job preparation task failed on all 2 nodes (exit code 127)",
      true,
    ),
  );
  it(
    "one node could not be prepared",
    says(
      {
        pool: steady,
        nodes: [
          { id: "n1", state: "idle" },
          { id: "n2", state: "idle" },
        ],
        failedPreparations: [{ nodeId: "n1" }],
      },
      "nodes: 2 idle",
      false,
    ),
  );

  it("names the file that tells more", () => {
    const view = { poolId: "p", pool: steady, failedPreparations: [] };
    assert.deepEqual(explainWait({ ...view, nodes: [failedNode] }).stderr, {
      nodeId: "n1",
      path: "startup/stderr.txt",
    });
    const failedPreparations = [{ nodeId: "n1", folder: "workitems/j/job-1/jobpreparation" }];
    assert.deepEqual(
      explainWait({ ...view, nodes: [{ id: "n1", state: "idle" }], failedPreparations }).stderr,
      {
        nodeId: "n1",
        path: "workitems/j/job-1/jobpreparation/stderr.txt",
      },
    );
  });
});
