import assert from "node:assert/strict";
import { environmentsIn, parseStackOutputs } from "../../infra/outputs.ts";
import { assertSnapshot } from "../helpers/snapshot.ts";

const common = {
  location: "eastus",
  resourceGroupName: "group",
  storageAccountName: "store",
  applicationContainerUrl: "https://store.blob.core.windows.net/application",
  inputContainerUrl: "https://store.blob.core.windows.net/input",
  outputContainerUrl: "https://store.blob.core.windows.net/output",
  batchAccountName: "batch",
  batchAccountEndpoint: "https://batch.eastus.batch.azure.com",
  poolId: "workers",
  vmSize: "Standard_D2s_v5",
  maxDedicatedNodes: 2,
  maxSpotNodes: 0,
  autoscale: false,
  taskSlotsPerNode: 1,
  nodePath: "$AZ_BATCH_NODE_SHARED_DIR/node/bin/node",
  containerImages: [],
};
const keys = { auth: "keys", ...common, storageAccountKey: "c3RvcmU=", batchAccountKey: "YmF0Y2g=" };
const entra = { auth: "entra", ...common, nodeIdentityId: "/subscriptions/s/nodes" };

const problemsOf = (outputs: unknown): readonly string[] => parseStackOutputs(outputs).problems ?? [];

describe("parseStackOutputs", () => {
  it("returns the outputs of each auth", () => {
    for (const outputs of [keys, entra]) assert.deepEqual(parseStackOutputs(outputs), { outputs });
  });

  it("returns outputs that are in one output of the stack, next to others", () => {
    assert.deepEqual(parseStackOutputs({ url: "https://example.org", environment: keys }), { outputs: keys });
    assert.deepEqual(parseStackOutputs({ ...keys, second: entra }), { outputs: keys });
    assert.deepEqual(problemsOf({ environment: { ...keys, poolId: "" } }).length, 1);
  });

  it("names the outputs that contain several environments", () => {
    assert.deepEqual(environmentsIn({ first: keys, second: entra, third: {}, fourth: null }), [
      "first",
      "second",
    ]);
    assert.deepEqual(environmentsIn({ ...keys, second: entra }), []);
    assert.deepEqual(environmentsIn(null), []);
  });

  it("returns only outputs of the contract", () => {
    assert.deepEqual(parseStackOutputs({ ...entra, extra: 1 }), { outputs: entra });
  });

  const accepted: Record<string, unknown>[] = [
    { maxDedicatedNodes: 0 },
    { maxSpotNodes: 1000 },
    { taskSlotsPerNode: 256 },
    { autoscale: true },
    { containerImages: ["ubuntu:24.04"] },
    { batchAccountEndpoint: "http://127.0.0.1:4321" },
  ];
  for (const values of accepted)
    it(`accepts ${JSON.stringify(values)}`, () => assert.deepEqual(problemsOf({ ...keys, ...values }), []));

  for (const name of Object.keys(keys).filter((each) => each !== "auth"))
    it(`reports a missing ${name}`, () => {
      assert.deepEqual(problemsOf({ ...keys, [name]: undefined }), [`${name}: missing`]);
    });

  it("requires the node identity only with auth entra", () => {
    assert.deepEqual(problemsOf({ ...entra, nodeIdentityId: undefined }), ["nodeIdentityId: missing"]);
  });

  const refused: readonly (readonly [name: keyof typeof keys, value: unknown])[] = [
    ["auth", "sas"],
    ["auth", undefined],
    ["location", ""],
    ["location", 1],
    ["inputContainerUrl", "input"],
    ["maxSpotNodes", "2"],
    ["maxSpotNodes", -1],
    ["maxDedicatedNodes", 1.5],
    ["taskSlotsPerNode", 0],
    ["autoscale", "false"],
    ["autoscale", null],
    ["containerImages", {}],
    ["containerImages", ["a", ""]],
    ["storageAccountKey", ["c2VjcmV0"]],
    ["batchAccountKey", true],
  ];
  for (const [name, value] of refused)
    it(`refuses ${JSON.stringify(value)} as ${name}`, () => {
      const problems = problemsOf({ ...keys, [name]: value });
      assert.equal(problems.length, 1);
      assert.match(problems[0] ?? "", new RegExp(`^${name}(\\.1)?: `));
    });

  it("prints what was expected and got, and no value that can be a key", async () => {
    const all = refused.flatMap(([name, value]) => problemsOf({ ...keys, [name]: value }));
    await assertSnapshot(
      "infra/outputs",
      [...all, ...problemsOf("c2VjcmV0"), ...problemsOf(null)].join("\n"),
    );
  });

  it("reports every problem, in the order of the outputs", () => {
    assert.deepEqual(
      problemsOf({ ...keys, poolId: "", location: 1 }).map((line) => line.split(":")[0]),
      ["location", "poolId"],
    );
  });
});
