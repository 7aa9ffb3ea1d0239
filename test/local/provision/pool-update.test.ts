import assert from "node:assert/strict";
import { dataPlanePool } from "../../../local/provision/data-plane-pool.ts";
import { refusalOfOlderVersions, requireChangeable, updated } from "../../../local/provision/pool-update.ts";
import { pool } from "./fake-cloud.ts";

type Inputs = Record<string, unknown>;

const urn = "urn:pulumi:test::shop::azure-native:batch:Pool::workers";

const asPool = ({ resourceGroupName: _, accountName: __, poolName, ...properties }: Inputs): object =>
  dataPlanePool(String(poolName), properties);

/** Checks an update of a pool with so many nodes. */
const change = (news: Inputs, nodes = 1, olds: Inputs = pool): void =>
  requireChangeable({ ...asPool(olds), currentLowPriorityNodes: nodes }, asPool(news), { news, urn });

const network = (provision: string) => ({
  subnetId: "/subscriptions/s/subnets/n",
  publicIPAddressConfiguration: { provision },
});

describe("an update of a pool", () => {
  const accepted: Inputs = {
    scaleSettings: { autoScale: { formula: "$TargetDedicatedNodes=1;" } },
    startTask: { commandLine: "other" },
    metadata: [{ name: "a", value: "b" }],
    tags: { a: "b" },
    identity: { type: "UserAssigned", userAssignedIdentities: ["/subscriptions/s/identity"] },
  };
  for (const [name, value] of Object.entries(accepted))
    it(`accepts another ${name} while the pool has nodes`, () => change({ ...pool, [name]: value }));

  const refused: Inputs = {
    vmSize: "Standard_D4s_v5",
    displayName: "Workers",
    taskSlotsPerNode: 4,
    taskSchedulingPolicy: { nodeFillType: "Pack" },
    interNodeCommunication: "Enabled",
    targetNodeCommunicationMode: "Simplified",
    networkConfiguration: network("BatchManaged"),
    userAccounts: [{ name: "anna" }],
    resourceTags: { a: "b" },
    deploymentConfiguration: {
      virtualMachineConfiguration: {
        ...pool.deploymentConfiguration.virtualMachineConfiguration,
        nodeAgentSkuId: "batch.node.ubuntu 22.04",
      },
    },
  };
  for (const [name, value] of Object.entries(refused))
    it(`is refused if it changes ${name} while the pool has nodes`, () => {
      const news = { ...pool, [name]: value };
      const error = { status: 400, code: "PropertyCannotBeUpdated", message: new RegExp(`: ${name}"`) };
      assert.throws(() => change(news), error);
      change(news, 0);
      // A PUT resets what it doesn't name.
      assert.throws(() => change(pool, 1, news), error);
    });

  it("is left to the Batch service to refuse if the pool is being deleted", () => {
    const found = { ...asPool(pool), currentDedicatedNodes: 1, state: "deleting" };
    requireChangeable(found, asPool(pool), { news: pool, urn });
  });

  it("may repeat properties in another case", () => {
    change({ ...pool, vmSize: "STANDARD_D2S_V5" });
    const olds = { ...pool, networkConfiguration: network("BatchManaged") };
    change({ ...olds, networkConfiguration: { ...network("batchmanaged") } }, 1, olds);
  });

  it("is refused if it repeats an empty list or text", () => {
    const empty: Inputs = {
      userAccounts: [],
      displayName: "",
      networkConfiguration: { publicIPAddressConfiguration: { ipAddressIds: [] } },
    };
    for (const [name, value] of Object.entries(empty)) {
      const news = { ...pool, [name]: value };
      assert.throws(() => change(news, 1, news), { message: new RegExp(`: ${name}"`) });
      change(news, 0, news);
    }
  });

  it("is always refused by older API versions, which name the network first", () => {
    const named = (news: Inputs) =>
      /PropertyName: (\w+)"/.exec(refusalOfOlderVersions({ news, urn }).message)?.[1];
    assert.equal(named(pool), "deploymentConfiguration");
    assert.equal(named({ ...pool, networkConfiguration: network("BatchManaged") }), "networkConfiguration");
    assert.equal(named({ ...pool, userAccounts: [] }), "userAccounts");
  });
});

describe("updated", () => {
  const identity = (...ids: string[]) => ({ type: "UserAssigned", userAssignedIdentities: ids });
  const found = { ...pool, identity: identity("a", "b", "portal"), metadata: [{ name: "a", value: "b" }] };

  it("is what the program declares, as after a PUT", () => {
    const news = { ...pool, identity: identity("a", "b", "c") };
    assert.equal(updated(found, { olds: { ...pool, identity: identity("a", "b") }, news }), news);
    assert.equal(updated(found, { olds: { ...pool, identity: identity("a", "b") }, news: pool }), pool);
  });

  it("keeps other identities and properties if the program removes an identity, as after a PATCH", () => {
    const news = { ...pool, identity: identity("a") };
    assert.deepEqual(updated(found, { olds: { ...pool, identity: identity("a", "b") }, news }), {
      ...pool,
      metadata: found.metadata,
      identity: identity("a", "portal"),
    });
  });
});
