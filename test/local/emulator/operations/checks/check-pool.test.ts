import assert from "node:assert/strict";
import {
  checkAutoScale,
  checkFormula,
} from "../../../../../local/emulator/operations/checks/check-auto-scale.ts";
import { checkMachine, checkSlots } from "../../../../../local/emulator/operations/checks/check-machine.ts";
import {
  checkMounts,
  checkPool,
  checkReferences,
} from "../../../../../local/emulator/operations/checks/check-pool.ts";
import { linux } from "../../../../helpers/account.ts";

const formula = "$TargetDedicatedNodes = 1;";

describe("checkAutoScale", () => {
  const accepted: object[] = [
    {},
    { targetDedicatedNodes: 1 },
    { targetDedicatedNodes: 1, targetLowPriorityNodes: 1 },
    { enableAutoScale: true, autoScaleFormula: formula },
  ];
  for (const pool of accepted) it(`accepts ${JSON.stringify(pool)}`, () => checkAutoScale(pool));

  const refused: object[] = [
    { autoScaleFormula: formula },
    { enableAutoScale: false, autoScaleFormula: formula },
    { enableAutoScale: true },
    { enableAutoScale: true, autoScaleFormula: formula, targetDedicatedNodes: 0 },
    { enableAutoScale: true, autoScaleFormula: formula, targetLowPriorityNodes: 0 },
    { enableAutoScale: true, targetLowPriorityNodes: 0 },
  ];
  for (const pool of refused)
    it(`refuses ${JSON.stringify(pool)}`, () => {
      assert.throws(() => checkAutoScale(pool), { code: "InvalidAutoScalingSettings" });
    });

  it("refuses a formula with a syntax error, and shows its place", () => {
    const pool = { enableAutoScale: true, autoScaleFormula: "1 +" };
    assert.throws(() => checkAutoScale(pool), { code: "AutoScalingFormulaSyntaxError" });
    assert.throws(
      () => checkFormula("(1;"),
      (error: { values: { key: string; value: string }[] }) => {
        assert.match(error.values[0]?.value ?? "", /^Line 1, Col 3/);
        return error.values[0]?.key === "Message";
      },
    );
  });

  it("takes formulas of 8 KB", () => {
    const of = (length: number) => `${formula}${" ".repeat(length - formula.length)}`;
    checkFormula(of(8192));
    assert.throws(() => checkFormula(of(8193)), { code: "AutoScalingFormulaTooLong" });
  });
});

describe("checkPool", () => {
  const pool = { ...linux, targetDedicatedNodes: 0 };

  it("accepts either target, a formula or nothing", () => {
    checkPool(pool, "Pool_Add");
    checkPool({ ...linux, targetLowPriorityNodes: 0 }, "Pool_Add");
    checkPool({ ...linux, enableAutoScale: true, autoScaleFormula: formula }, "Pool_Add");
    checkPool(linux, "Pool_Add");
  });

  it("requires a virtual machine configuration", () => {
    const { virtualMachineConfiguration, ...rest } = pool;
    assert.throws(() => checkPool(rest, "Pool_Add"), { code: "MissingRequiredProperty" });
  });

  it("checks the machine, the slots and the autoscaling", () => {
    const machine = { ...pool.virtualMachineConfiguration, nodeAgentSKUId: "batch.node.beos 5" };
    const checked = { ...pool, virtualMachineConfiguration: machine };
    assert.throws(() => checkPool(checked, "Pool_Add"), { code: "InvalidPropertyValue" });
    assert.throws(() => checkPool({ ...pool, taskSlotsPerNode: 9 }, "Pool_Add"), {
      code: "InvalidPropertyValue",
    });
    assert.throws(() => checkPool({ ...pool, autoScaleFormula: formula }, "Pool_Add"), {
      code: "InvalidAutoScalingSettings",
    });
  });

  it("checks the start task's user and resource files", () => {
    const startTask = { commandLine: "/bin/true", userIdentity: { username: "me" } };
    assert.throws(() => checkPool({ ...pool, startTask }, "Pool_Add"), { code: "InvalidPropertyValue" });
    checkPool({ ...pool, startTask, userAccounts: [{ name: "me", password: "x" }] }, "Pool_Add");
    const broken = { commandLine: "/bin/true", resourceFiles: [{}] };
    assert.throws(() => checkPool({ ...pool, startTask: broken }, "Pool_Add"), {
      code: "InvalidPropertyValue",
    });
  });
});

describe("checkReferences", () => {
  it("refuses packages, which no account has, by their names", () => {
    checkReferences({ applicationPackageReferences: [] });
    const references = [{ applicationId: "a" }, { applicationId: "b", version: "1" }];
    assert.throws(
      () => checkReferences({ applicationPackageReferences: references }),
      (error: { code: string; values: { key: string }[] }) => {
        assert.equal(error.code, "InvalidApplicationPackageReferences");
        assert.deepEqual(
          error.values.map(({ key }) => key),
          ["a", "b"],
        );
        return true;
      },
    );
  });

  it("refuses certificates, but not an empty list of them", () => {
    checkReferences({ certificateReferences: [] });
    const certificateReferences = [{ thumbprint: "t", thumbprintAlgorithm: "sha1" }];
    assert.throws(() => checkReferences({ certificateReferences }), { code: "CertificateRetired" });
  });
});

describe("checkMounts", () => {
  const nfs = { nfsMountConfiguration: { source: "s", relativeMountPath: "data" } };
  const mounts = { mountConfiguration: [nfs] };

  it("accepts mounts of a pool without nodes", () => {
    checkPool({ ...linux, ...mounts }, "Pool_Add");
    checkMounts({ ...mounts, targetDedicatedNodes: 0 }, "Pool_Resize");
    checkMounts({ mountConfiguration: [], targetDedicatedNodes: 1 }, "Pool_Add");
  });

  for (const wanted of [
    { targetDedicatedNodes: 1 },
    { targetLowPriorityNodes: 1 },
    { enableAutoScale: true },
  ])
    it(`refuses mounts with ${JSON.stringify(wanted)}`, () => {
      assert.throws(() => checkMounts({ ...mounts, ...wanted }, "Pool_Add"), {
        code: "NotImplemented",
        values: [{ key: "Operation", value: "Pool_Add with mountConfiguration" }],
      });
    });

  it("requires one file system in each item", () => {
    const blobs = { accountName: "a", containerName: "c", relativeMountPath: "blobs" };
    const both = { ...nfs, azureBlobFileSystemConfiguration: blobs };
    for (const mount of [{}, both])
      assert.throws(() => checkMounts({ mountConfiguration: [mount] }, "Pool_Add"), {
        code: "InvalidPropertyValue",
      });
  });
});

describe("checkSlots", () => {
  const sizes: [vmSize: string, most: number][] = [
    ["standard_d2s_v3", 8],
    ["Standard_D64s_v5", 256],
    ["Standard_D96s_v5", 256],
    ["Standard_E8-4s_v5", 16],
    ["Standard_D13_v2", 256],
    ["Standard_DS3_v2_Promo", 256],
    ["Standard_G5", 256],
    ["Standard_NC24ads_A100_v4", 96],
    ["Standard_E16-12s_v5", 48],
    ["Standard_A1", 4],
    ["My_Standard_A1", 256],
    ["Standard_DS14-4_v2", 256],
    ["small", 256],
  ];
  for (const [vmSize, most] of sizes)
    it(`takes up to ${most} slots on ${vmSize}`, () => {
      checkSlots({ vmSize, taskSlotsPerNode: most });
      assert.throws(() => checkSlots({ vmSize, taskSlotsPerNode: most + 1 }), {
        code: "InvalidPropertyValue",
      });
    });

  it("takes one slot by default, and at least one", () => {
    checkSlots({});
    assert.throws(() => checkSlots({ taskSlotsPerNode: 0 }), { code: "InvalidPropertyValue" });
  });
});

describe("checkMachine", () => {
  const image = { publisher: "Canonical", offer: "Ubuntu-24_04-LTS", sku: "Server" };
  const other = { publisher: "debian", offer: "debian-12", sku: "12" };
  const machine = (nodeAgentSKUId: string, imageReference: object = other, more: object = {}) => ({
    virtualMachineConfiguration: { imageReference, nodeAgentSKUId, ...more },
  });

  it("accepts a pool without a machine, and images that the emulator doesn't list", () => {
    checkMachine({});
    checkMachine(machine("batch.node.debian 12"));
    const windows = { publisher: "MicrosoftWindowsServer", offer: "WindowsServer", sku: "2022-datacenter" };
    checkMachine(machine("batch.node.windows amd64", windows));
  });

  it("requires a known node agent", () => {
    for (const agent of [
      "my batch.node.ubuntu 24.04",
      "batch.node.",
      "batch.node.ubuntu",
      "batch.node.beos 5",
      "ubuntu 24.04",
    ])
      assert.throws(() => checkMachine(machine(agent)), { code: "InvalidPropertyValue" }, agent);
  });

  it("requires a listed image's own node agent, in any case", () => {
    checkMachine(machine("Batch.Node.Ubuntu 24.04", image));
    assert.throws(() => checkMachine(machine("batch.node.ubuntu 22.04", image)), {
      code: "InvalidPropertyValue",
    });
    checkMachine(machine("batch.node.ubuntu 22.04", { ...image, sku: "other" }));
  });

  it("refuses an unknown image, and containers on one without them", () => {
    const invalid = { code: "InvalidPropertyValue" };
    assert.throws(() => checkMachine(machine("batch.node.debian 12", { ...other, publisher: "a" })), invalid);
    const containerConfiguration = { type: "dockerCompatible" };
    assert.throws(
      () => checkMachine(machine("batch.node.debian 12", other, { containerConfiguration })),
      invalid,
    );
  });

  it("refuses settings of Windows on Linux, and two disks with one lun", () => {
    const invalid = { code: "InvalidPropertyValue" };
    const linuxMachine = machine("batch.node.debian 12");
    const windowsUserConfiguration = { loginMode: "interactive" as const };
    const userAccounts = [{ name: "me", password: "", windowsUserConfiguration }];
    assert.throws(() => checkMachine({ ...linuxMachine, userAccounts }), invalid);
    const windows = { publisher: "MicrosoftWindowsServer", offer: "WindowsServer", sku: "2022-datacenter" };
    checkMachine({ ...machine("batch.node.windows amd64", windows), userAccounts });
    const windowsConfiguration = {};
    assert.throws(
      () => checkMachine(machine("batch.node.debian 12", other, { windowsConfiguration })),
      invalid,
    );
    const dataDisks = [1, 1].map((lun) => ({ lun, diskSizeGB: 1 }));
    assert.throws(() => checkMachine(machine("batch.node.debian 12", other, { dataDisks })), invalid);
  });
});
