import assert from "node:assert/strict";
import { armPool } from "../../../local/provision/arm-pool.ts";
import { dataPlanePool } from "../../../local/provision/data-plane-pool.ts";
import { pool } from "./fake-cloud.ts";

const { resourceGroupName: _, accountName: __, poolName, ...properties } = pool;

describe("armPool", () => {
  it("is the inverse of dataPlanePool", () => {
    const given = {
      ...properties,
      interNodeCommunication: "Enabled",
      taskSchedulingPolicy: { nodeFillType: "Pack" },
      targetNodeCommunicationMode: "Simplified",
      metadata: [{ name: "scope", value: "pool" }],
      userAccounts: [{ name: "Anna", elevationLevel: "NonAdmin" }],
    };
    assert.deepEqual(armPool(dataPlanePool(poolName, given)), given);
  });

  it("returns an autoscale pool's formula instead of its targets", () => {
    const scaleSettings = { autoScale: { formula: "$TargetDedicatedNodes=0;", evaluationInterval: "PT5M" } };
    const found = { ...dataPlanePool("p", { ...properties, scaleSettings }), targetDedicatedNodes: 7 };
    assert.deepEqual(armPool(found)?.scaleSettings, scaleSettings);
  });

  it("returns undefined for a pool that is being deleted", () => {
    assert.equal(armPool({ ...dataPlanePool("p", properties), state: "deleting" }), undefined);
  });
});
