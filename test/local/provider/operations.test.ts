import assert from "node:assert/strict";
import { providerOperations } from "../../../local/provider/operations.ts";
import { account, fakeCloud, group, pool } from "../provision/fake-cloud.ts";

const of = (type: string) => ({
  urn: `urn:pulumi:test::shop::azure-native:${type}::thing`,
  type: `azure-native:${type}`,
  name: "thing",
});

describe("the provider's operations", () => {
  const { diff, check } = providerOperations(fakeCloud().cloud);

  it("find no change in equal inputs", () => {
    assert.equal(diff(of("batch:Pool"), pool, structuredClone(pool)).changes.size, 0);
  });

  it("replace a resource with another name or location", () => {
    const cases: [type: string, olds: Record<string, unknown>, change: Record<string, unknown>][] = [
      ["batch:Pool", pool, { poolName: "other" }],
      ["batch:Pool", pool, { accountName: "other" }],
      ["resources:ResourceGroup", group, { location: "westeurope" }],
      ["storage:StorageAccount", account, { location: "westeurope" }],
      ["authorization:RoleAssignment", { principalId: "a" }, { principalId: "b" }],
    ];
    for (const [type, olds, change] of cases)
      assert.deepEqual(diff(of(type), olds, { ...olds, ...change }).replaces, Object.keys(change), type);
  });

  it("change other properties in place", () => {
    const { changes, replaces } = diff(of("batch:Pool"), pool, {
      ...pool,
      scaleSettings: { fixedScale: { targetDedicatedNodes: 3, resizeTimeout: "PT15M" } },
    });
    assert.deepEqual(
      [...changes],
      [["scaleSettings.fixedScale.targetDedicatedNodes", { kind: "update", replaces: false }]],
    );
    assert.deepEqual(replaces, []);
  });

  it("create a replacement first only if its name is random", () => {
    const { inputs } = check(of("batch:BatchAccount"), {}, { resourceGroupName: "g" });
    assert.equal(
      diff(of("batch:BatchAccount"), inputs, { ...inputs, accountName: "x" }).deleteBeforeReplace,
      false,
    );
    assert.equal(diff(of("batch:Pool"), pool, { ...pool, poolName: "x" }).deleteBeforeReplace, true);
  });

  const withPool = async () => {
    const { cloud, pools } = fakeCloud();
    const operations = providerOperations(cloud);
    await operations.create(of("resources:ResourceGroup"), group, false);
    await operations.create(of("batch:BatchAccount"), account, false);
    const { state } = await operations.create(of("batch:Pool"), pool, false);
    const update = (news: Record<string, unknown>) =>
      operations.update(of("batch:Pool"), { inputs: pool, state }, { ...pool, ...news }, false);
    const setNodes = (currentDedicatedNodes: number) =>
      pools.set("workers", { ...pools.get("workers"), currentDedicatedNodes });
    return { cloud, pools, operations, update, setNodes };
  };

  it("refuse to change the VM size of a pool that has nodes, and name the property and a way out", async () => {
    const { update, setNodes, pools } = await withPool();
    setNodes(2);
    await assert.rejects(update({ vmSize: "Standard_D4s_v5" }), {
      status: 400,
      code: "PropertyCannotBeUpdated",
      message:
        /PropertyName: vmSize"..* it has 2\..*--target-replace 'urn:pulumi:test::shop::azure-native:batch:Pool::thing'/,
    });
    assert.equal((await update({ metadata: [{ name: "a", value: "b" }] })).name, "workers");
    setNodes(0);
    await update({ vmSize: "Standard_D4s_v5" });
    assert.partialDeepStrictEqual(pools.get("workers"), { vmSize: "Standard_D4s_v5" });
  });

  it("create a pool that another client has deleted", async () => {
    const { update, pools } = await withPool();
    pools.clear();
    assert.equal((await update({ vmSize: "Standard_D4s_v5" })).vmSize, "STANDARD_D4S_V5");
  });

  it("refuse to move a Batch account", async () => {
    const { operations } = await withPool();
    const olds = { inputs: account, state: account };
    await assert.rejects(
      operations.update(of("batch:BatchAccount"), olds, { ...account, location: "westus" }, false),
      { code: "PropertyCannotBeUpdated", message: /location/ },
    );
  });

  it("refuse to create an existing resource, and create nothing in a preview", async () => {
    const { cloud, records } = fakeCloud();
    const { create } = providerOperations(cloud);
    assert.deepEqual(await create(of("resources:ResourceGroup"), group, true), {
      state: { ...group, name: "g" },
    });
    assert.equal(records.size, 0);
    await create(of("resources:ResourceGroup"), group, false);
    await assert.rejects(create(of("resources:ResourceGroup"), group, false), {
      code: "ResourceExists",
      message: /resourceGroups\/g'/,
    });
  });
});
