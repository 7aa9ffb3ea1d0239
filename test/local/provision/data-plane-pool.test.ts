import assert from "node:assert/strict";
import { dataPlanePool } from "../../../local/provision/data-plane-pool.ts";

describe("dataPlanePool", () => {
  const cases: [title: string, arm: Record<string, unknown>, dataPlane: Record<string, unknown>][] = [
    [
      "plain properties",
      { vmSize: "Standard_D2s_v5", taskSlotsPerNode: 2 },
      { vmSize: "Standard_D2s_v5", taskSlotsPerNode: 2 },
    ],
    [
      "a virtual machine",
      {
        deploymentConfiguration: {
          virtualMachineConfiguration: {
            imageReference: { publisher: "p", offer: "o", sku: "s", version: "latest" },
            nodeAgentSkuId: "batch.node.ubuntu 24.04",
          },
        },
      },
      {
        virtualMachineConfiguration: {
          imageReference: { publisher: "p", offer: "o", sku: "s", version: "latest" },
          nodeAgentSKUId: "batch.node.ubuntu 24.04",
        },
      },
    ],
    [
      "a custom image",
      {
        deploymentConfiguration: {
          virtualMachineConfiguration: { imageReference: { id: "/gallery/image" }, nodeAgentSkuId: "a" },
        },
      },
      {
        virtualMachineConfiguration: {
          imageReference: { virtualMachineImageId: "/gallery/image" },
          nodeAgentSKUId: "a",
        },
      },
    ],
    [
      "a fixed scale",
      {
        scaleSettings: {
          fixedScale: {
            targetDedicatedNodes: 3,
            targetLowPriorityNodes: 1,
            resizeTimeout: "PT15M",
            nodeDeallocationOption: "TaskCompletion",
          },
        },
      },
      { targetDedicatedNodes: 3, targetLowPriorityNodes: 1, resizeTimeout: "PT15M" },
    ],
    [
      "an autoscale formula",
      { scaleSettings: { autoScale: { formula: "$TargetDedicatedNodes=0;", evaluationInterval: "PT5M" } } },
      {
        enableAutoScale: true,
        autoScaleFormula: "$TargetDedicatedNodes=0;",
        autoScaleEvaluationInterval: "PT5M",
      },
    ],
    [
      "a start task, whose command line keeps its capitals",
      {
        startTask: {
          commandLine: "Run A",
          waitForSuccess: true,
          userIdentity: { autoUser: { scope: "Pool", elevationLevel: "NonAdmin" } },
        },
      },
      {
        startTask: {
          commandLine: "Run A",
          waitForSuccess: true,
          userIdentity: { autoUser: { scope: "pool", elevationLevel: "nonadmin" } },
        },
      },
    ],
    [
      "enums",
      {
        targetNodeCommunicationMode: "Simplified",
        interNodeCommunication: "Enabled",
        taskSchedulingPolicy: { nodeFillType: "Pack" },
      },
      {
        targetNodeCommunicationMode: "simplified",
        enableInterNodeCommunication: true,
        taskSchedulingPolicy: { nodeFillType: "pack" },
      },
    ],
    [
      "user accounts",
      { userAccounts: [{ name: "Anna", password: "Secret", elevationLevel: "Admin" }] },
      { userAccounts: [{ name: "Anna", password: "Secret", elevationLevel: "admin" }] },
    ],
  ];
  for (const [title, arm, dataPlane] of cases) {
    it(`translates ${title}`, () => assert.deepEqual(dataPlanePool("p", arm), { id: "p", ...dataPlane }));
  }

  it("throws with the name of an unknown property", () => {
    assert.throws(() => dataPlanePool("p", { mountConfiguration: [] }), {
      code: "UnknownPoolProperty",
      message: /mountConfiguration/,
    });
  });
});
