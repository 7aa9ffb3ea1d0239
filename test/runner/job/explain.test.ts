import assert from "node:assert/strict";
import { stderrToRead } from "../../../runner/job/explain.ts";
import { assertSnapshot } from "../../helpers/snapshot.ts";
import { explains, explanations, type Node, now, resizing, steady, type Views } from "./explained.ts";

const ago = (seconds: number): Date => new Date(now.getTime() - seconds * 1000);

const failedNode: Node = {
  id: "n1",
  state: "starttaskfailed",
  startTaskInfo: { state: "completed", startTime: new Date(0), exitCode: 7, retryCount: 3 },
};

const waiting = (id: string, requiredSlots: number) => ({ id, requiredSlots, dependsOn: [] });

const idle: Node[] = [{ id: "n1", state: "idle" }];

const views: Views = {
  "starting nodes": {
    view: {
      pool: steady,
      nodes: [{ state: "starting" }, { state: "waitingforstarttask" }, { state: "starting" }],
    },
    isHopeless: false,
    values: ["2 starting", "1 in the start task"],
  },
  "nodes that are starting, for how long": {
    view: {
      pool: steady,
      nodes: [
        { state: "starting", stateTransitionTime: ago(20) },
        { state: "creating", stateTransitionTime: ago(80) },
      ],
    },
    isHopeless: false,
    values: ["1 starting, 1 creating", "1m 20s"],
  },
  "a start task, for how long": {
    view: {
      pool: steady,
      nodes: [
        {
          state: "waitingforstarttask",
          startTaskInfo: { state: "running", startTime: ago(80), retryCount: 0 },
        },
        { state: "starting", stateTransitionTime: ago(200) },
      ],
    },
    isHopeless: false,
    values: ["1 in the start task, 1 starting", "1m 20s"],
  },
  "nodes in one state, for how long": {
    view: {
      pool: steady,
      nodes: [
        { state: "starting", stateTransitionTime: ago(20) },
        { state: "starting", stateTransitionTime: ago(80) },
      ],
    },
    isHopeless: false,
    values: ["nodes: 2 starting for 1m 20s"],
  },
  "a start task on the only node, for how long": {
    view: {
      pool: steady,
      nodes: [
        {
          state: "waitingforstarttask",
          startTaskInfo: { state: "running", startTime: ago(80), retryCount: 0 },
        },
      ],
    },
    isHopeless: false,
    values: ["nodes: 1 in the start task for 1m 20s"],
  },
  "a failed start task on the only node": {
    view: { pool: steady, nodes: [failedNode] },
    isHopeless: true,
    values: ["start task", "7"],
  },
  "nodes that run tasks of other jobs": {
    view: { pool: steady, nodes: [{ state: "running" }] },
    isHopeless: false,
    values: ["1 running"],
  },
  "a failed start task on one of two nodes": {
    view: { pool: steady, nodes: [failedNode, { state: "idle" }] },
    isHopeless: false,
    values: ["start task", "1 idle", "1 of 2", "7"],
  },
  "failed start tasks on all nodes of a resizing pool": {
    view: { pool: resizing, nodes: [failedNode, failedNode] },
    isHopeless: false,
    values: ["start task", "2", "7"],
  },
  "a disabling job": {
    view: { pool: steady, nodes: [{ state: "idle" }], job: { state: "disabling" } },
    isHopeless: false,
    values: ["disabled"],
  },
  "nodes that run a job with the same priority": {
    view: {
      pool: steady,
      nodes: [{ state: "running" }, { state: "idle" }],
      job: { state: "active", priority: 7 },
      otherJob: { id: "other", priority: 7 },
    },
    isHopeless: false,
    values: ["1 running", "1 idle", "job other"],
  },
  "nodes that run a job with a higher priority than 5": {
    view: {
      pool: steady,
      nodes: [{ state: "running" }],
      job: { state: "active", priority: 5 },
      otherJob: { id: "other", priority: 6 },
    },
    isHopeless: false,
    values: ["job other", "6", "5"],
  },
  "a failed start task and an unusable node": {
    view: { pool: steady, nodes: [failedNode, { id: "n2", state: "unusable" }] },
    isHopeless: true,
    values: ["start task", "all 2", "7"],
  },
  "a failed start task and an unusable one of three nodes": {
    view: { pool: steady, nodes: [failedNode, { id: "n2", state: "unusable" }, { id: "n3", state: "idle" }] },
    isHopeless: false,
    values: ["start task", "1 of 3", "1 idle"],
  },
  "a failed preparation on a node that is gone": {
    view: { pool: steady, nodes: idle, failedPreparations: [{ nodeId: "n9", exitCode: 1 }] },
    isHopeless: false,
    values: ["1 idle"],
  },
  "an unusable node without a reason": {
    view: { pool: steady, nodes: [{ state: "unusable" }] },
    isHopeless: true,
    values: ["node"],
  },
  "unusable nodes": {
    view: {
      pool: steady,
      nodes: [{ state: "unusable", errors: [{ code: "DiskFull", message: "No space." }] }],
    },
    isHopeless: true,
    values: ["DiskFull: No space"],
  },
  "a failed job preparation task and a failed start task": {
    view: {
      pool: steady,
      nodes: [{ id: "n1", state: "idle" }, failedNode],
      failedPreparations: [{ nodeId: "n1", exitCode: 127 }],
    },
    isHopeless: true,
    values: ["job preparation task", "2", "127"],
  },
  "a failed job preparation task on one of two nodes": {
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
  "a failed start task with stderr": {
    view: { pool: steady, nodes: [failedNode], stderr: "curl\ncurl: (6) Could not resolve host\n" },
    isHopeless: true,
    values: ["start task", "7", "curl: (6) Could not resolve host"],
  },
  "a disabled job": {
    view: { pool: steady, nodes: [{ state: "idle" }], job: { state: "disabled" } },
    isHopeless: false,
    values: ["disabled"],
  },
  "nodes that run a job with a higher priority": {
    view: { pool: steady, nodes: [{ state: "running" }], otherJob: { id: "other", priority: 100 } },
    isHopeless: false,
    values: ["1 running", "job other", "100", "0"],
  },
  "nodes that run a job with a lower priority": {
    view: { pool: steady, nodes: [{ state: "running" }], otherJob: { id: "other", priority: -5 } },
    isHopeless: false,
    values: ["1 running", "job other"],
  },
  "tasks that need more slots than a node has": {
    view: {
      pool: { ...steady, taskSlotsPerNode: 4 },
      nodes: idle,
      waitingTasks: [waiting("a", 8), waiting("b", 5)],
    },
    isHopeless: true,
    values: ["task a", "8", "4"],
  },
  "a task that needs more slots and one that fits": {
    view: {
      pool: { ...steady, taskSlotsPerNode: 4 },
      nodes: idle,
      waitingTasks: [waiting("a", 8), waiting("b", 4)],
    },
    isHopeless: false,
    values: ["1 idle"],
  },
  "a task that depends on a failed task": {
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

  it("returns no stderr if the preparation's folder is unknown or the node is gone", () => {
    const nodes: Node[] = [failedNode, { id: "n2", state: "idle" }];
    assert.equal(stderrToRead({ nodes, failedPreparations: [{ nodeId: "n2" }] }), undefined);
    const gone = [{ nodeId: "n9", folder: "prep" }];
    assert.equal(stderrToRead({ nodes, failedPreparations: gone })?.path, "startup/stderr.txt");
    assert.equal(stderrToRead({ nodes: [{ state: "starttaskfailed" }], failedPreparations: [] }), undefined);
  });

  it("returns the stderr of a failed start task or job preparation task", () => {
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
