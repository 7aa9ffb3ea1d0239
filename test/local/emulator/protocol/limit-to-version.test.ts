import assert from "node:assert/strict";
import { knownPart } from "../../../../local/emulator/protocol/limit-to-version.ts";

const where = { operation: "Pool_Get", status: 200 } as const;
const pool = { id: "pool", upgradePolicy: { mode: "manual" }, "odata.metadata": "m", vmSize: "small" };

describe("knownPart", () => {
  it("removes properties that a newer version added", () => {
    const { upgradePolicy, ...rest } = pool;
    assert.deepEqual(knownPart({ ...where, version: "2022-10-01.16.0" }, pool), rest);
    assert.deepEqual(upgradePolicy, { mode: "manual" }, "the body itself is not changed");
  });

  it("returns the body itself if the version has all of it", () => {
    assert.equal(knownPart({ ...where, version: "2024-07-01.20.0" }, pool), pool);
  });

  it("filters the items of lists, and returns the body itself if the definition has none", () => {
    const list = { value: [pool, { id: "other" }] };
    const known = knownPart({ operation: "Pool_List", status: 200, version: "2022-10-01.16.0" }, list);
    assert.deepEqual(Object.keys((known as typeof list).value[0]!), ["id", "odata.metadata", "vmSize"]);
    assert.equal(knownPart({ operation: "Pool_Add", status: 201, version: "2025-06-01" }, pool), pool);
  });

  it("leaves out resource files that the version can't express", () => {
    const blob = { httpUrl: "http://host/blob", filePath: "file" };
    const body = { id: "task", resourceFiles: [{ storageContainerUrl: "http://host/c" }, blob] };
    assert.deepEqual(knownPart({ operation: "Task_Get", status: 200, version: "2018-08-01.7.0" }, body), {
      id: "task",
      resourceFiles: [{ blobSource: blob.httpUrl, filePath: "file" }],
    });
  });

  it("returns sizes in lower case, and enum values of disks, placement and security as the service spells them", () => {
    const machine = (caching: string[], policy: string, securityType: string) => ({
      osDisk: { caching: caching[0] },
      dataDisks: [{ caching: caching[1] }],
      nodePlacementConfiguration: { policy },
      securityProfile: { securityType },
    });
    const given = {
      vmSize: "STANDARD_D2S_v3",
      virtualMachineConfiguration: machine(["readwrite", "readwrite"], "zonal", "trustedLaunch"),
    };
    assert.deepEqual(knownPart({ ...where, version: "2024-07-01.20.0" }, given), {
      vmSize: "standard_d2s_v3",
      virtualMachineConfiguration: machine(["ReadWrite", "readwrite"], "Zonal", "trustedlaunch"),
    });
  });

  it("removes secrets, which earlier versions of the emulator stored", () => {
    const settings = { password: "of the extension" };
    const extension = { name: "e", publisher: "p", type: "t" };
    const given = (secret: object, hidden: object) => ({
      userAccounts: [{ name: "me", ...secret }],
      virtualMachineConfiguration: {
        containerConfiguration: { containerRegistries: [{ username: "me", ...secret }] },
        extensions: [{ ...extension, settings, ...hidden }],
      },
      metadata: [{ name: "password", value: "kept" }],
    });
    const stored = given({ password: "s" }, { protectedSettings: { key: "s" } });
    assert.deepEqual(knownPart({ ...where, version: "2024-07-01.20.0" }, stored), given({}, {}));
  });

  it("spells enum values as the service does, where that differs from its definition", () => {
    const pool = {
      id: "pool",
      taskSchedulingPolicy: { nodeFillType: "spread" },
      metadata: [{ name: "nodeFillType", value: "spread" }],
    };
    const known = knownPart({ ...where, version: "2024-07-01.20.0" }, pool) as typeof pool;
    assert.deepEqual(known.taskSchedulingPolicy, { nodeFillType: "Spread" });
    assert.deepEqual(known.metadata, pool.metadata);
    const uploadOptions = { uploadCondition: "tasksuccess" };
    const task = { operation: "Task_Get", status: 200, version: "2024-07-01.20.0" } as const;
    assert.deepEqual(knownPart(task, { outputFiles: [{ filePattern: "*", uploadOptions }] }), {
      outputFiles: [{ filePattern: "*", uploadOptions: { uploadCondition: "TaskSuccess" } }],
    });
  });
});
