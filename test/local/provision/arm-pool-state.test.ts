import assert from "node:assert/strict";
import { armPoolState } from "../../../local/provision/arm-pool-state.ts";

const time = "2022-06-09T07:04:48.6925084Z";

/** A new pool of the data plane. */
const found = {
  eTag: "0x8DA49E65793531C",
  lastModified: time,
  creationTime: time,
  state: "active",
  stateTransitionTime: time,
  allocationState: "resizing",
  allocationStateTransitionTime: time,
  targetDedicatedNodes: 3,
  targetLowPriorityNodes: 0,
  resizeTimeout: "PT15M",
  currentDedicatedNodes: 0,
  currentLowPriorityNodes: 0,
};

describe("armPoolState", () => {
  it("is as recorded for a new pool", () => {
    assert.deepEqual(armPoolState(found), {
      etag: 'W/"0x8DA49E65793531C"',
      lastModified: time,
      creationTime: time,
      provisioningState: "Succeeded",
      provisioningStateTransitionTime: time,
      allocationState: "Resizing",
      allocationStateTransitionTime: time,
      resizeOperationStatus: {
        targetDedicatedNodes: 3,
        nodeDeallocationOption: "Requeue",
        resizeTimeout: "PT15M",
        startTime: time,
      },
      currentDedicatedNodes: 0,
      currentLowPriorityNodes: 0,
    });
  });

  it("has the last evaluation of a formula as recorded", () => {
    const results = "$TargetDedicatedNodes=34;$TargetLowPriorityNodes=0;$NodeDeallocationOption=requeue";
    const { autoScaleRun } = armPoolState({ ...found, autoScaleRun: { timestamp: time, results } });
    assert.deepEqual(autoScaleRun, { evaluationTime: time, results });
  });
});
