import assert from "node:assert/strict";
import { invokeOf } from "../../../local/provision/index.ts";
import { putResource } from "../../../local/provision/resources.ts";
import { account, fakeCloud, group, pool } from "./fake-cloud.ts";

const [own, other] = ["33333333-3333-3333-3333-333333333333", "99999999-9999-9999-9999-999999999999"];
const token = (name: string): string => `azure-native:${name}`;

/** A cloud with a Batch account in eastus and a network in `location`. */
const withNetwork = async (location: string) => {
  const { cloud } = fakeCloud();
  await putResource(token("resources:ResourceGroup"), group, cloud);
  await putResource(token("batch:BatchAccount"), account, cloud);
  const network = { resourceGroupName: "g", virtualNetworkName: "net", location };
  const { id } = await putResource(token("network:VirtualNetwork"), network, cloud);
  await putResource(
    token("network:Subnet"),
    { resourceGroupName: "g", virtualNetworkName: "net", subnetName: "nodes" },
    cloud,
  );
  return { cloud, subnetId: `${id}/subnets/nodes` };
};

describe("a pool's subnet", () => {
  const create = (subnetId: string, cloud: Awaited<ReturnType<typeof withNetwork>>["cloud"], client = {}) =>
    putResource(token("batch:Pool"), { ...pool, networkConfiguration: { subnetId } }, cloud, client);

  it("must be in the region of the Batch account", async () => {
    const { cloud, subnetId } = await withNetwork("West Europe");
    await assert.rejects(create(subnetId, cloud), {
      status: 400,
      code: "InvalidPropertyValue",
      message: /subnetId.*eastus.*westeurope/,
    });
    const near = await withNetwork("East US");
    await create(near.subnetId, near.cloud, { subscriptionId: own });
  });

  it("must be in the subscription that the stack sets", async () => {
    const { cloud } = await withNetwork("eastus");
    const subnetIn = (subscription: string) =>
      `/subscriptions/${subscription}/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/net/subnets/nodes`;
    await assert.rejects(create(subnetIn(other), cloud, { subscriptionId: own }), {
      code: "InvalidPropertyValue",
      message: new RegExp(`${own}, got ${other}`),
    });
    await create(subnetIn(own), cloud, { subscriptionId: own });
    await create(subnetIn(other), cloud);
  });
});

describe("getVirtualNetwork", () => {
  it("returns a declared network, and nothing for another one", async () => {
    const { cloud } = await withNetwork("eastus");
    const get = invokeOf(token("network:getVirtualNetwork"));
    assert.equal(get({ resourceGroupName: "g", virtualNetworkName: "net" }, cloud).location, "eastus");
    assert.deepEqual(get({ resourceGroupName: "g", virtualNetworkName: "other" }, cloud), {});
  });
});
