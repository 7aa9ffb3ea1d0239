import assert from "node:assert/strict";
import { randomlyNamed } from "../../../local/provision/check.ts";
import { drifted, putResource, readResource, removeResource } from "../../../local/provision/resources.ts";
import { account, fakeCloud, group, noFaults, pool } from "./fake-cloud.ts";

const token = (name: string): string => `azure-native:${name}`;

/** A cloud with a pool in an account in a group. */
const withPool = async () => {
  const fake = fakeCloud();
  const { id: groupId } = await putResource(token("resources:ResourceGroup"), group, fake.cloud);
  await putResource(token("batch:BatchAccount"), account, fake.cloud);
  const { id: poolId } = await putResource(token("batch:Pool"), pool, fake.cloud);
  const read = (olds = pool) => readResource(token("batch:Pool"), poolId, fake.cloud, olds);
  return { ...fake, groupId, poolId, read };
};

describe("resources", () => {
  it("read as declared while unchanged", async () => {
    const { read } = await withPool();
    assert.deepEqual((await read())?.inputs, pool);
  });

  it("read with the inputs of their stack, not of another one that put them, and with azure-native's mark", async () => {
    const { read } = await withPool();
    const olds = { ...pool, vmSize: "STANDARD_D2S_V5", [randomlyNamed]: true };
    assert.deepEqual((await read(olds))?.inputs, olds);
  });

  it("read with other clients' changes, without Azure's defaults", async () => {
    const { read, pools } = await withPool();
    pools.set("workers", {
      ...pools.get("workers"),
      targetDedicatedNodes: 5,
      metadata: [{ name: "a", value: "b" }],
    });
    assert.deepEqual((await read())?.inputs, {
      ...pool,
      scaleSettings: { fixedScale: { targetDedicatedNodes: 5, resizeTimeout: "PT15M" } },
      metadata: [{ name: "a", value: "b" }],
    });
  });

  it("read as undefined after another client has deleted them", async () => {
    const { read, pools } = await withPool();
    pools.clear();
    assert.equal(await read(), undefined);
  });

  it("are imported by id with what Azure fills in, known to the local cloud or not", async () => {
    const { cloud, records, poolId } = await withPool();
    const read = () => readResource(token("batch:Pool"), poolId, cloud);
    const known = await read();
    records.delete(poolId);
    assert.deepEqual(await read(), known);
    const filledIn = { vmSize: "STANDARD_D2S_V5", interNodeCommunication: "Disabled" };
    assert.deepEqual((await read())?.inputs, { ...pool, ...filledIn });
  });

  it("are refused without their parent", async () => {
    const { cloud } = fakeCloud();
    await assert.rejects(putResource(token("batch:BatchAccount"), account, cloud), {
      status: 404,
      code: "ResourceGroupNotFound",
      message: /'g'/,
    });
    await putResource(token("resources:ResourceGroup"), group, cloud);
    await assert.rejects(putResource(token("batch:Pool"), pool, cloud), {
      status: 404,
      code: "ParentResourceNotFound",
    });
  });

  it("are removed with their group; removing twice does nothing", async () => {
    const { cloud, groupId, records, pools } = await withPool();
    await removeResource(groupId, cloud);
    assert.deepEqual([...records.keys(), ...pools.keys()], []);
    await removeResource(groupId, cloud);
  });

  it("keep a storage account's containers when its blob service properties are removed", async () => {
    const { cloud, records } = fakeCloud();
    const service = `${(await putResource(token("resources:ResourceGroup"), group, cloud)).id}/providers/Microsoft.Storage/storageAccounts/abc/blobServices/default`;
    const inputs = { resourceGroupName: "g", accountName: "abc" };
    records.set(service, { type: token("storage:BlobServiceProperties"), inputs, live: {} });
    const container = {
      type: token("storage:BlobContainer"),
      inputs: { ...inputs, containerName: "c" },
      live: {},
    };
    records.set(`${service}/containers/c`, container);
    await removeResource(service, cloud);
    assert(records.has(`${service}/containers/c`) && !records.has(service));
  });

  it("are refused with ARM's error by a fault", async () => {
    const { cloud } = fakeCloud({
      faults: { ...noFaults, forArmWrite: ({ id }) => id.includes("/roleAssignments/") },
    });
    await putResource(token("resources:ResourceGroup"), group, cloud);
    const scope = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g";
    await assert.rejects(
      putResource(token("authorization:RoleAssignment"), { scope, roleAssignmentName: "r" }, cloud),
      {
        status: 403,
        code: "AuthorizationFailed",
        message: /'Microsoft\.Authorization\/roleAssignments\/write'/,
      },
    );
  });
});

describe("drifted", () => {
  it("applies added, changed and removed properties, and keeps the rest", () => {
    const inputs = { size: 2, nested: { a: 1, b: 2 }, gone: true };
    const then = { size: 2, nested: { a: 1, b: 2, given: 0 }, gone: true, given: "x" };
    const now = { size: 3, nested: { a: 1, b: 4, given: 0 }, given: "x", come: [] };
    assert.deepEqual(drifted(inputs, then, now), { size: 3, nested: { a: 1, b: 4 }, come: [] });
  });

  it("keeps what Azure doesn't return of a list's items", () => {
    const inputs = {
      users: [
        { name: "anna", password: "p" },
        { name: "ben", password: "q" },
      ],
    };
    const then = { users: [{ name: "anna" }, { name: "ben" }] };
    const now = { users: [{ name: "anna", level: "Admin" }, { name: "ben" }, { name: "eve" }] };
    assert.deepEqual(drifted(inputs, then, now), {
      users: [
        { name: "anna", password: "p", level: "Admin" },
        { name: "ben", password: "q" },
        { name: "eve" },
      ],
    });
  });
});
