import assert from "node:assert/strict";
import { assertSnapshot } from "../../../helpers/snapshot.ts";
import { entraOutputs, keysOutputs } from "../../outputs.ts";
import {
  assertFindings,
  type Case,
  daysFromNow,
  findingsNotOk,
  image,
  job,
  minutesAgo,
  node,
  nodeAgentSKUId,
  poolIs,
  quota,
  wordingOf,
} from "./healthy.ts";

const activeJobs = (count: number) =>
  Array.from({ length: count }, (_, i) => job(`j${i}`, 0, "terminatejob"));
const autoscaled = { outputs: keysOutputs({ autoscale: true }) };
const failedStartTask = {
  nodes: { value: [node("n1", "starttaskfailed")] },
  startTask: { nodeId: "n1", stderr: "curl\nno way\n" },
};

const pools: Readonly<Record<string, Case>> = {
  "a pool that is gone": {
    changes: { pool: { value: undefined }, nodes: { value: [] } },
    finds: [["problem", "pool", ["pool"], /--refresh/]],
  },
  "a pool that is being deleted": {
    changes: { ...poolIs({ state: "deleting" }), nodes: { value: [] } },
    finds: [["problem", "pool", ["pool"], /--refresh/]],
  },
  "a pool that was changed outside of Pulumi": {
    changes: poolIs({ vmSize: "standard_d4s_v5" }),
    finds: [["warning", "pool", ["vmSize", "standard_d4s_v5", "standard_d2s_v5"], /--refresh/]],
  },
  "a pool without the nodes' identity": {
    changes: { outputs: entraOutputs() },
    finds: [["problem", "identity", ["identity n"]]],
  },
  "a pool with the nodes' identity, in other letters": {
    changes: {
      outputs: entraOutputs(),
      ...poolIs({
        identity: {
          type: "UserAssigned",
          userAssignedIdentities: [{ resourceId: entraOutputs().nodeIdentityId.toUpperCase() }],
        },
      }),
    },
    finds: [],
  },
  "too little quota in the last resize": {
    changes: poolIs({ currentDedicatedNodes: 0, resizeErrors: [quota] }),
    finds: [
      [
        "problem",
        "allocation",
        ["0 of 2", `${quota.code}: ${quota.message.slice(0, -1)}`, "30m 00s"],
        /Quotas/,
      ],
    ],
  },
  "too little quota in the resize before": {
    changes: poolIs({ currentDedicatedNodes: 0, resizeErrors: [quota], allocationState: "resizing" }),
    finds: [],
  },
  "too little quota in a resize that reached its target all the same": {
    changes: poolIs({ resizeErrors: [quota] }),
    finds: [],
  },
  "a pool of 0 nodes": {
    changes: poolIs({ targetDedicatedNodes: 0, currentDedicatedNodes: 0 }),
    finds: [["problem", "allocation", ["0 nodes"]]],
  },
  "fewer nodes than the target and no resize": {
    changes: poolIs({ currentDedicatedNodes: 1 }),
    finds: [["warning", "allocation", ["1 of 2"], /--refresh/]],
  },
  "an autoscaled pool of 0 nodes": {
    changes: {
      ...poolIs({
        enableAutoScale: true,
        targetDedicatedNodes: 0,
        currentDedicatedNodes: 0,
        autoScaleRun: { timestamp: minutesAgo(1), results: "$TargetDedicatedNodes=0" },
      }),
      ...autoscaled,
    },
    finds: [],
  },
  "a formula that fails": {
    changes: {
      ...poolIs({
        enableAutoScale: true,
        autoScaleRun: { timestamp: minutesAgo(1), error: { code: "DivisionByZero", message: "x" } },
      }),
      ...autoscaled,
    },
    finds: [["problem", "autoscale", ["1m 00s", "DivisionByZero"], /infra\/autoscale\.ts/]],
  },
};

const images: Readonly<Record<string, Case>> = {
  "an image whose support ends soon": {
    changes: { images: { value: [image(daysFromNow(100))] } },
    finds: [["warning", "image", ["2027-03-03", "100 days"], /config set image/]],
  },
  "an image whose support has ended": {
    changes: { images: { value: [image(daysFromNow(-2))] } },
    finds: [["problem", "image", ["2026-11-21"], /config set image/]],
  },
  "an image whose support ends in 179 days": {
    changes: { images: { value: [image(daysFromNow(179))] } },
    finds: [["warning", "image", ["179 days"]]],
  },
  "an image whose support ends in 180 days": {
    changes: { images: { value: [image(daysFromNow(180))] } },
    finds: [],
  },
  "an image that Batch does not list": {
    changes: { images: { value: [] } },
    finds: [["warning", "image", ["ubuntu-hpc", nodeAgentSKUId], /config set image/]],
  },
  "the user's own image, which Batch never lists": {
    changes: {
      images: { value: [] },
      ...poolIs({
        virtualMachineConfiguration: {
          imageReference: { virtualMachineImageId: "/subscriptions/x" },
          nodeAgentSKUId,
        },
      }),
    },
    finds: [],
  },
};

const nodesAndJobs: Readonly<Record<string, Case>> = {
  "a start task that failed on every node": {
    changes: failedStartTask,
    finds: [["problem", "start task", ["1 of 1"], /node reboot --pool-id pool --node-id n1/]],
  },
  "a start task that failed on some nodes": {
    changes: { nodes: { value: [node("n1", "starttaskfailed"), node("n2")] } },
    finds: [["warning", "start task", ["1 of 2"]]],
  },
  "an unusable node": {
    changes: {
      nodes: {
        value: [{ ...node("n1", "unusable"), errors: [{ code: "DiskFull", message: "x." }] }, node("n2")],
      },
    },
    finds: [["warning", "nodes", ["1 unusable of 2", "DiskFull: x"], /--node-id n1/]],
  },
  "a job that never got all its tasks, among others": {
    changes: {
      jobs: {
        value: [job("old", 3, "noaction"), job("long", 3, "terminatejob"), job("new", 0.5, "noaction")],
      },
    },
    finds: [["warning", "jobs", ["job old", "3d 00h"], /cancel old/]],
  },
  "as many active jobs as the smallest quota": {
    changes: { jobs: { value: activeJobs(100) } },
    finds: [["warning", "jobs", ["100 active jobs", "100 to 300"], /npx azbatch ls/]],
  },
  "one active job less": { changes: { jobs: { value: activeJobs(99) } }, finds: [] },
};

const cases = { ...pools, ...images, ...nodesAndJobs };

describe("doctor's checks of pool, image, nodes and jobs", () => {
  for (const [title, each] of Object.entries(cases))
    it(`${title}: ${each.finds.map(([level, check]) => `${level} of ${check}`).join(", ") || "ok"}`, () =>
      assertFindings(each));

  it("shows the last lines of a failed start task", () =>
    assert.deepEqual(findingsNotOk(failedStartTask)[0]?.details, ["curl", "no way"]));

  it("prints the findings of the snapshot", () => assertSnapshot("doctor/checks", wordingOf(cases)));
});
