import assert from "node:assert/strict";
import type { VirtualMachineConfiguration } from "../../../../local/emulator/protocol/types.ts";
import { newPool, withPoolDefaults } from "../../../../local/emulator/state/pool-defaults.ts";
import { linux } from "../../../helpers/account.ts";

const machine = linux.virtualMachineConfiguration;

describe("withPoolDefaults", () => {
  it("fills in what Azure fills in for a pool of a size and a machine", () => {
    assert.deepEqual(withPoolDefaults(linux), {
      vmSize: linux.vmSize,
      resizeTimeout: "PT15M",
      enableAutoScale: false,
      taskSlotsPerNode: 1,
      targetDedicatedNodes: 0,
      targetLowPriorityNodes: 0,
      enableInterNodeCommunication: false,
      taskSchedulingPolicy: { nodeFillType: "spread" },
      virtualMachineConfiguration: {
        ...machine,
        imageReference: { ...machine.imageReference, version: "latest" },
      },
    });
  });

  it("leaves the image of a gallery without a version", () => {
    const imageReference = { virtualMachineImageId: "/subscriptions/s" };
    const pool = withPoolDefaults({
      ...linux,
      virtualMachineConfiguration: { ...machine, imageReference },
    });
    assert.deepEqual(pool.virtualMachineConfiguration?.imageReference, imageReference);
  });

  it("fills in disks, Windows, registries and placement of a machine that has them", () => {
    const given: VirtualMachineConfiguration = {
      ...machine,
      dataDisks: [
        { lun: 0, diskSizeGB: 50 },
        { lun: 1, diskSizeGB: 1, caching: "readonly" },
      ],
      osDisk: { diskSizeGB: 50 },
      windowsConfiguration: {},
      containerConfiguration: {
        type: "dockerCompatible",
        containerRegistries: [{ username: "me" }],
      },
      nodePlacementConfiguration: {},
    };
    const pool = withPoolDefaults({ ...linux, virtualMachineConfiguration: given });
    const filled = pool.virtualMachineConfiguration;
    assert.deepEqual(
      filled?.dataDisks?.map(({ caching, storageAccountType }) => [caching, storageAccountType]),
      [
        ["none", "standard_lrs"],
        ["readonly", "standard_lrs"],
      ],
    );
    assert.deepEqual(filled?.osDisk, { ephemeralOSDiskSettings: {}, diskSizeGB: 50 });
    assert.deepEqual(filled?.windowsConfiguration, { enableAutomaticUpdates: true });
    assert.equal(filled?.containerConfiguration?.containerRegistries?.[0]?.registryServer, "docker.io");
    assert.deepEqual(filled?.nodePlacementConfiguration, { policy: "regional" });
  });

  it("fills in the network of a pool that has one, and the source ports of its rules", () => {
    const rule = { priority: 150, access: "allow" as const, sourceAddressPrefix: "*" };
    const endpoint = {
      ...{ name: "a", protocol: "tcp" as const, backendPort: 80 },
      ...{ frontendPortRangeStart: 60_000, frontendPortRangeEnd: 60_100 },
    };
    const inboundNATPools = [endpoint, { ...endpoint, networkSecurityGroupRules: [rule] }];
    const networkConfiguration = {
      endpointConfiguration: { inboundNATPools },
      publicIPAddressConfiguration: {},
    };
    assert.deepEqual(withPoolDefaults({ ...linux, networkConfiguration }).networkConfiguration, {
      dynamicVNetAssignmentScope: "none",
      enableAcceleratedNetworking: false,
      endpointConfiguration: {
        inboundNATPools: [
          endpoint,
          { ...endpoint, networkSecurityGroupRules: [{ ...rule, sourcePortRanges: ["*"] }] },
        ],
      },
      publicIPAddressConfiguration: { provision: "batchmanaged" },
    });
  });

  it("fills in the start task's user, partly or completely, and the level of accounts", () => {
    const startTask = (userIdentity?: object) =>
      withPoolDefaults({ ...linux, startTask: { commandLine: "/bin/true", userIdentity } }).startTask;
    assert.deepEqual(startTask(), {
      commandLine: "/bin/true",
      maxTaskRetryCount: 0,
      waitForSuccess: true,
      userIdentity: { autoUser: { scope: "pool", elevationLevel: "nonadmin" } },
    });
    assert.deepEqual(startTask({ autoUser: { elevationLevel: "admin" } })?.userIdentity, {
      autoUser: { scope: "pool", elevationLevel: "admin" },
    });
    assert.deepEqual(startTask({ username: "me" })?.userIdentity, { username: "me" });
    const { userAccounts } = withPoolDefaults({ ...linux, userAccounts: [{ name: "me", password: "" }] });
    assert.equal(userAccounts?.[0]?.elevationLevel, "nonadmin");
  });

  it("fills in the interval of a formula", () => {
    const scaling = { ...linux, enableAutoScale: true, autoScaleFormula: "" };
    assert.equal(withPoolDefaults(scaling).autoScaleEvaluationInterval, "PT15M");
    assert.equal("autoScaleEvaluationInterval" in withPoolDefaults(linux), false);
  });

  it("changes nothing of a pool that has them", () => {
    const pool = newPool({ id: "pool", ...linux, startTask: { commandLine: "/bin/true" } }, 0);
    assert.deepEqual(withPoolDefaults(pool), pool);
  });
});
