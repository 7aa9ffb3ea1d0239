import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { parseSettings } from "../../infra/settings/parse-settings.ts";
import { declareFor } from "../helpers/declare-environment.ts";
import { declaredBy } from "../helpers/declared-resources.ts";
import { everything, settingsOf, surroundings } from "../helpers/settings.ts";

const getClient = "azure-native:authorization:getClientConfig";
const getNetwork = "azure-native:network:getVirtualNetwork";
/** Subscription in every id of `everything`. */
const own = "33333333-3333-3333-3333-333333333333";
const other = "99999999-9999-9999-9999-999999999999";

/** Returns the settings that a refusal names, and asserts that no resource was declared before it. */
const refusedOf = async (
  settings: Record<string, unknown>,
  client: { subscriptionId: string },
  network = {},
): Promise<string[]> => {
  const declared: unknown[] = [];
  const state = new Proxy({}, { get: (_, type) => void declared.push(type) });
  try {
    await declaredBy(() => declareFor(settingsOf({ ...everything, ...settings })), state, {
      [getClient]: client,
      [getNetwork]: network,
    });
    return [];
  } catch (error) {
    assert(pulumi.RunError.isInstance(error), String(error));
    assert.deepEqual(declared, []);
    return error.message.split("\n").map((line) => line.split(":")[0]!);
  }
};

describe("subscription of a stack", () => {
  it("may be the one in every id of the settings, in upper or lower case", async () => {
    assert.deepEqual(await refusedOf({}, { subscriptionId: own }), []);
    const subnetId = everything.subnetId.replace("/subscriptions/", "/SUBSCRIPTIONS/");
    assert.deepEqual(await refusedOf({ subnetId }, { subscriptionId: own }), []);
  });

  it("is otherwise refused before any resource is declared, with a problem per setting", async () => {
    assert.deepEqual(await refusedOf({}, { subscriptionId: other }), [
      "subnetId",
      "containerRegistryId",
      "logWorkspaceId",
    ]);
  });

  it("may differ from that of the registry and the workspace if otherSubscriptions allows it, but not from the subnet's", async () => {
    const otherSubscriptions = [own];
    assert.deepEqual(await refusedOf({ otherSubscriptions }, { subscriptionId: other }), ["subnetId"]);
    const subnetId = everything.subnetId.replace(own, other);
    assert.deepEqual(await refusedOf({ otherSubscriptions, subnetId }, { subscriptionId: other }), []);
  });

  it("isn't compared on the local cloud", async () => {
    assert.deepEqual(await refusedOf({}, { subscriptionId: "00000000-0000-0000-0000-000000000000" }), []);
  });

  it("must have the subnet in the pool's region", async () => {
    assert.deepEqual(await refusedOf({}, { subscriptionId: own }, { location: "northeurope" }), ["subnetId"]);
    assert.deepEqual(await refusedOf({}, { subscriptionId: own }, { location: "West Europe" }), []);
  });

  for (const [subscriptionId, code] of [
    ["00000000-0000-0000-0000-000000000000", "Placeholder"],
    ["my subscription", "InvalidFormat"],
  ] as const)
    it(`is refused in the configuration as ${subscriptionId}`, () => {
      const { problems = [] } = parseSettings({}, { ...surroundings, subscriptionId });
      assert.deepEqual(
        problems.map((problem) => [problem.key, problem.code]),
        [["azure-native:subscriptionId", code]],
      );
    });

  it("is unknown without a sign-in, which ends the program without a stack trace", async () => {
    const answers = {
      get [getClient](): never {
        throw Object.assign(new Error(), { details: "please run 'az login'" });
      },
    };
    await assert.rejects(
      declaredBy(() => declareFor(settingsOf()), {}, answers),
      (error) => pulumi.RunError.isInstance(error) && error.message.includes("az login"),
    );
  });

  it("isn't used for the role on the registry, which is defined in the registry's subscription", async () => {
    const settings = {
      ...everything,
      subnetId: everything.subnetId.replace(own, other),
      otherSubscriptions: [own],
    };
    const { resources } = await declaredBy(
      () => declareFor(settingsOf(settings)),
      {},
      { [getClient]: { subscriptionId: other } },
    );
    const subscriptions = resources
      .filter(({ type }) => type.endsWith(":RoleAssignment"))
      .map(({ name, inputs }) => [name, String(inputs.roleDefinitionId).split("/")[2]]);
    for (const [name, found] of subscriptions)
      assert.equal(found, name === "azbatch-nodes-pull-images" ? own : other, name);
  });
});
