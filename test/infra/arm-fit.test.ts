import assert from "node:assert/strict";
import { declareFor } from "../helpers/declare-environment.ts";
import { type DeclaredResource, declaredBy } from "../helpers/declared-resources.ts";
import { everything, settingsOf } from "../helpers/settings.ts";
import { armDefinitions } from "./arm-definitions.ts";
import { problemsOfName } from "./arm-names.ts";
import { armRequest } from "./arm-request.ts";
import { problemsOfInputs } from "./azure-native-types.ts";

/** Sets of settings that together declare every kind of resource and use every property. */
const environments: Record<string, Record<string, unknown>> = {
  "the defaults": {},
  "every setting": everything,
  "every setting that fits keys": {
    ...everything,
    auth: "keys",
    operators: [],
    containerRegistryId: "",
    containerImages: ["docker.io/library/python:3"],
  },
  "only spot nodes, scaled to a minimum": { autoscale: true, minNodes: 1, maxNodes: 50, spotPercent: 100 },
  "a fixed pool with spot nodes": { spotNodeCount: 3, image: "ubuntu-22.04" },
  "only entra": { auth: "entra", operators: everything.operators },
};

const declaredFor = async (set: Record<string, unknown>): Promise<DeclaredResource[]> => {
  const { resources } = await declaredBy(() => declareFor(settingsOf(set)));
  return resources.filter(({ type }) => type.startsWith("azure-native:"));
};

for (const [name, set] of Object.entries(environments))
  describe(`resources declared for ${name}`, () => {
    let resources: DeclaredResource[];
    before(async () => {
      resources = await declaredFor(set);
    });

    it("match Azure Resource Manager's definition of Microsoft.Batch", async () => {
      const definitions = await armDefinitions();
      const requests = resources.map(armRequest).filter((request) => request !== undefined);
      assert.equal(requests.length, 2, "one Batch account, one pool");
      assert.deepEqual(
        requests.flatMap(({ path, names, body }) => definitions.problemsOfPut(path, names, body)),
        [],
      );
    });

    it("match azure-native's types, and Azure's own values where the types accept any text", () => {
      assert.deepEqual(
        resources.flatMap(({ type, inputs }) => problemsOfInputs(type, inputs)),
        [],
      );
    });

    it("have names that Azure accepts", () => {
      assert.deepEqual(resources.flatMap(problemsOfName), []);
    });
  });

describe("checks of declared resources", () => {
  it("find properties that Azure Resource Manager's definition refuses", async () => {
    const definitions = await armDefinitions();
    const pool = (await declaredFor({})).find(({ type }) => type.endsWith(":Pool"))!;
    const broken = {
      ...pool.inputs,
      poolName: "a pool",
      allocationState: "Steady",
      vmSizes: "x",
      interNodeCommunication: "On",
    };
    const { path, names, body } = armRequest({ ...pool, inputs: broken })!;
    assert.deepEqual(
      definitions.problemsOfPut(path, names, body).map((problem) => problem.replace(/ \{.*/, "")),
      [
        'path poolName: must match pattern "^[a-zA-Z0-9_-]+$"',
        "Pool/properties: must NOT have additional properties",
        "Pool/properties/allocationState: must NOT be valid",
        "Pool/properties/interNodeCommunication: must be equal to one of the allowed values",
      ],
    );
  });

  it("find properties that azure-native's types refuse", () => {
    const inputs = { kind: "StorageV3", sku: { name: "Standard_LRS", size: 1 }, minimumTlsVersion: 12 };
    assert.deepEqual(
      problemsOfInputs("azure-native:storage:StorageAccount", inputs).map((problem) =>
        problem.replace(/ \{.*/, ""),
      ),
      [
        "azure-native:storage:StorageAccount: must have required property 'resourceGroupName'",
        "azure-native:storage:StorageAccount/kind: must be equal to one of the allowed values",
        "azure-native:storage:StorageAccount/minimumTlsVersion: must be equal to one of the allowed values",
        "azure-native:storage:StorageAccount/sku: must NOT have additional properties",
      ],
    );
  });

  it("find a name that Azure refuses", () => {
    const account = { type: "azure-native:storage:StorageAccount", name: "my-storage", inputs: {} } as const;
    assert.match(problemsOfName(account).join(), /expected a name like .* found my-storage1234abcd$/);
  });
});
