import assert from "node:assert/strict";
import { stderrToRead } from "../../../runner/job/explain.ts";
import { type Node, resizing, says, steady } from "./explained.ts";

const failedNode: Node = {
  id: "n1",
  state: "starttaskfailed",
  startTaskInfo: { state: "completed", startTime: new Date(0), exitCode: 7, retryCount: 3 },
};

describe("job/explain", () => {
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
      "nodes: 1 with a failed start task, 1 idle; the start task failed on 1 of 2 nodes (exit code 7)",
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
      "no node is usable: DiskFull: No space",
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
      "nodes: 2 idle; the job preparation task failed on 1 of 2 nodes (no reason given)",
      false,
    ),
  );

  it(
    "with the last line of what failed",
    says(
      { pool: steady, nodes: [failedNode], stderr: "curl\ncurl: (6) Could not resolve host\n" },
      "the start task failed on the node (exit code 7: curl: (6) Could not resolve host)",
      true,
    ),
  );
  it(
    "a disabled job",
    says(
      { pool: steady, nodes: [{ state: "idle" }], job: { state: "disabled" } },
      "the job is disabled; its tasks run once it is enabled again",
      false,
    ),
  );
  it(
    "the job that the nodes work for, and that it goes first",
    says(
      { pool: steady, nodes: [{ state: "running" }], otherJob: { id: "other", priority: 100 } },
      "nodes: 1 running, busy with job other, whose priority is 100 and this one's 0",
      false,
    ),
  );
  it(
    "a job that is no more important",
    says(
      { pool: steady, nodes: [{ state: "running" }], otherJob: { id: "other", priority: -5 } },
      "nodes: 1 running, busy with job other",
      false,
    ),
  );

  const waiting = (id: string, requiredSlots: number) => ({ id, requiredSlots, dependsOn: [] });
  const idle: Node[] = [{ id: "n1", state: "idle" }];
  it(
    "a task for which no node is large enough, which Azure would let wait for ever",
    says(
      {
        pool: { ...steady, taskSlotsPerNode: 4 },
        nodes: idle,
        waitingTasks: [waiting("a", 8), waiting("b", 5)],
      },
      "task a needs 8 task slots, but a node has 4",
      true,
    ),
  );
  it(
    "not if another task fits",
    says(
      {
        pool: { ...steady, taskSlotsPerNode: 4 },
        nodes: idle,
        waitingTasks: [waiting("a", 8), waiting("b", 4)],
      },
      "nodes: 1 idle",
      false,
    ),
  );
  it(
    "a task that depends on one that failed",
    says(
      {
        pool: steady,
        nodes: idle,
        waitingTasks: [waiting("b", 1)],
        failedDependency: { id: "b", needs: "a" },
      },
      "task b depends on task a, which failed",
      false,
    ),
  );
  it("names the file that tells more", () => {
    assert.deepEqual(stderrToRead({ nodes: [failedNode], failedPreparations: [] }), {
      nodeId: "n1",
      path: "startup/stderr.txt",
    });
    const failedPreparations = [{ nodeId: "n1", folder: "workitems/j/job-1/jobpreparation" }];
    assert.deepEqual(stderrToRead({ nodes: idle, failedPreparations }), {
      nodeId: "n1",
      path: "workitems/j/job-1/jobpreparation/stderr.txt",
    });
    assert.equal(stderrToRead({ nodes: idle, failedPreparations: [] }), undefined);
  });
});
