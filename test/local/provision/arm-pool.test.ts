import assert from "node:assert/strict";
import { armPool } from "../../../local/provision/arm-pool.ts";
import { dataPlanePool } from "../../../local/provision/data-plane-pool.ts";
import { pool } from "./fake-cloud.ts";

const { resourceGroupName: _, accountName: __, poolName, ...properties } = pool;

describe("armPool", () => {
  it("is the inverse of dataPlanePool, with vmSize in upper case", () => {
    const given = {
      ...properties,
      vmSize: "STANDARD_D2S_V5",
      interNodeCommunication: "Enabled",
      taskSchedulingPolicy: { nodeFillType: "Pack" },
      targetNodeCommunicationMode: "Simplified",
      metadata: [{ name: "scope", value: "pool" }],
      userAccounts: [{ name: "Anna", elevationLevel: "NonAdmin" }],
      networkConfiguration: {
        subnetId: "/subscriptions/s/subnets/n",
        dynamicVnetAssignmentScope: "none",
        publicIPAddressConfiguration: { provision: "NoPublicIPAddresses" },
        endpointConfiguration: {
          inboundNatPools: [
            { name: "ssh", protocol: "TCP", networkSecurityGroupRules: [{ access: "Deny" }] },
          ],
        },
      },
      identity: { type: "UserAssigned", userAssignedIdentities: ["/subscriptions/s/nodes"] },
      deploymentConfiguration: {
        virtualMachineConfiguration: {
          ...properties.deploymentConfiguration.virtualMachineConfiguration,
          osDisk: { caching: "ReadOnly", managedDisk: { storageAccountType: "StandardSSD_LRS" } },
          nodePlacementConfiguration: { policy: "Zonal" },
          containerConfiguration: {
            type: "DockerCompatible",
            containerRegistries: [{ registryServer: "docker.io", userName: "anna" }],
          },
        },
      },
    };
    assert.deepEqual(armPool(dataPlanePool(poolName, given)), given);
  });

  it("returns an autoscale pool's formula instead of its targets", () => {
    const scaleSettings = { autoScale: { formula: "$TargetDedicatedNodes=0;", evaluationInterval: "PT5M" } };
    const found = { ...dataPlanePool("p", { ...properties, scaleSettings }), targetDedicatedNodes: 7 };
    assert.deepEqual(armPool(found)?.scaleSettings, scaleSettings);
  });

  it("leaves out passwords, empty values and the data plane's own defaults, as ARM does", () => {
    const found = {
      ...dataPlanePool("p", {
        ...properties,
        displayName: "",
        metadata: [],
        userAccounts: [
          { name: "Anna", password: "p", linuxUserConfiguration: { uid: 1, gid: 1, sshPrivateKey: "k" } },
        ],
      }),
      networkConfiguration: { dynamicVNetAssignmentScope: "none", enableAcceleratedNetworking: false },
    };
    assert.deepEqual(armPool(found), {
      ...properties,
      vmSize: "STANDARD_D2S_V5",
      interNodeCommunication: "Disabled",
      userAccounts: [{ name: "Anna", linuxUserConfiguration: { uid: 1, gid: 1 } }],
    });
  });

  it("leaves out the data plane's defaults in a network that was declared", () => {
    const networkConfiguration = {
      subnetId: "/subscriptions/s/subnets/n",
      dynamicVnetAssignmentScope: "none",
    };
    const { networkConfiguration: translated, ...found }: { networkConfiguration?: object } = dataPlanePool(
      "p",
      {
        ...properties,
        networkConfiguration,
      },
    );
    const filledIn = { ...translated, enableAcceleratedNetworking: false };
    assert.deepEqual(
      armPool({ ...found, networkConfiguration: filledIn })?.networkConfiguration,
      networkConfiguration,
    );
  });

  it("returns undefined for a pool that is being deleted", () => {
    assert.equal(armPool({ ...dataPlanePool("p", properties), state: "deleting" }), undefined);
  });
});
