import assert from "node:assert/strict";
import { stderrToRead } from "../../../runner/job/explain.ts";
import { assertSnapshot } from "../../helpers/snapshot.ts";
import { explains, explanations, type Node, resizing, steady, type Views } from "./explained.ts";

const failedNode: Node = {
  id: "n1",
  state: "starttaskfailed",
  startTaskInfo: { state: "completed", startTime: new Date(0), exitCode: 7, retryCount: 3 },
};

const waiting = (id: string, requiredSlots: number) => ({ id, requiredSlots, dependsOn: [] });

const idle: Node[] = [{ id: "n1", state: "idle" }];

const views: Views = {
  "nodes that start": {
    view: {
      pool: steady,
      nodes: [{ state: "starting" }, { state: "waitingforstarttask" }, { state: "starting" }],
    },
    isHopeless: false,
    values: ["2 starting", "1 in the start task"],
  },
  "the only node's start task failed": {
    view: { pool: steady, nodes: [failedNode] },
    isHopeless: true,
    values: ["start task", "7"],
  },
  "nodes that work for others": {
    view: { pool: steady, nodes: [{ state: "running" }] },
    isHopeless: false,
    values: ["1 running"],
  },
  "one of two nodes failed": {
    view: { pool: steady, nodes: [failedNode, { state: "idle" }] },
    isHopeless: false,
    values: ["start task", "1 idle", "1 of 2", "7"],
  },
  "all failed, but the pool is being changed": {
    view: { pool: resizing, nodes: [failedNode, failedNode] },
    isHopeless: false,
    values: ["start task", "2", "7"],
  },
  "unusable nodes": {
    view: {
      pool: steady,
      nodes: [{ state: "unusable", errors: [{ code: "DiskFull", message: "No space." }] }],
    },
    isHopeless: true,
    values: ["DiskFull: No space"],
  },
  "no node could be prepared for the job": {
    view: {
      pool: steady,
      nodes: [{ id: "n1", state: "idle" }, failedNode],
      failedPreparations: [{ nodeId: "n1", exitCode: 127 }],
    },
    isHopeless: true,
    values: ["job preparation task", "2", "127"],
  },
  "one node could not be prepared": {
    view: {
      pool: steady,
      nodes: [
        { id: "n1", state: "idle" },
        { id: "n2", state: "idle" },
      ],
      failedPreparations: [{ nodeId: "n1" }],
    },
    isHopeless: false,
    values: ["job preparation task", "2 idle", "1 of 2"],
  },
  "with the last line of what failed": {
    view: { pool: steady, nodes: [failedNode], stderr: "curl\ncurl: (6) Could not resolve host\n" },
    isHopeless: true,
    values: ["start task", "7", "curl: (6) Could not resolve host"],
  },
  "a disabled job": {
    view: { pool: steady, nodes: [{ state: "idle" }], job: { state: "disabled" } },
    isHopeless: false,
    values: ["disabled"],
  },
  "the job that the nodes work for, and that it goes first": {
    view: { pool: steady, nodes: [{ state: "running" }], otherJob: { id: "other", priority: 100 } },
    isHopeless: false,
    values: ["1 running", "job other", "100", "0"],
  },
  "a job that is no more important": {
    view: { pool: steady, nodes: [{ state: "running" }], otherJob: { id: "other", priority: -5 } },
    isHopeless: false,
    values: ["1 running", "job other"],
  },
  "a task for which no node is large enough, which Azure would let wait for ever": {
    view: {
      pool: { ...steady, taskSlotsPerNode: 4 },
      nodes: idle,
      waitingTasks: [waiting("a", 8), waiting("b", 5)],
    },
    isHopeless: true,
    values: ["task a", "8", "4"],
  },
  "not if another task fits": {
    view: {
      pool: { ...steady, taskSlotsPerNode: 4 },
      nodes: idle,
      waitingTasks: [waiting("a", 8), waiting("b", 4)],
    },
    isHopeless: false,
    values: ["1 idle"],
  },
  "a task that depends on one that failed": {
    view: {
      pool: steady,
      nodes: idle,
      waitingTasks: [waiting("b", 1)],
      failedDependency: { id: "b", needs: "a" },
    },
    isHopeless: false,
    values: ["task b", "task a"],
  },
};

describe("job/explain", () => {
  explains(views);

  it("has the explanations of the snapshot", () => assertSnapshot("job/explain", explanations(views)));

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
