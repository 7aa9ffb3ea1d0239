import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { declareFor } from "../helpers/declare-environment.ts";
import { declaredBy } from "../helpers/declared-resources.ts";
import { everything, settingsOf } from "../helpers/settings.ts";

const account = "azure-native:batch:BatchAccount";
const getAccount = "azure-native:batch:getBatchAccount";

/** Declares an environment for an account whose quotas differ between the stack's state and Azure. */
const declare = (
  settings: Record<string, unknown>,
  { inState, inAzure }: Record<"inState" | "inAzure", object>,
) => {
  const made: string[] = [];
  const recording = (properties: object) =>
    new Proxy<Record<string, Record<string, unknown>>>(
      { [account]: { ...properties } },
      {
        get: (state, type) => {
          made.push(String(type));
          return state[String(type)];
        },
      },
    );
  const declaring = declaredBy(() => declareFor(settingsOf(settings)), recording(inState), {
    [getAccount]: { ...inAzure },
  });
  return { declaring, made };
};

const none = { dedicatedCoreQuota: 0, lowPriorityCoreQuota: 0, poolQuota: 1 };
const enough = { dedicatedCoreQuota: 100, lowPriorityCoreQuota: 100, poolQuota: 1 };

describe("quota check", () => {
  it("uses the quotas that Azure reports now, not those in the state", async () => {
    const { resources } = await declare({ nodeCount: 2 }, { inState: none, inAzure: enough }).declaring;
    assert(resources.some(({ type }) => type === "azure-native:batch:Pool"));
    await assert.rejects(declare({ nodeCount: 2 }, { inState: enough, inAzure: none }).declaring);
  });

  it("ends the program with every quota that is too small", async () => {
    const inAzure = { dedicatedCoreQuota: 4, lowPriorityCoreQuota: 0, poolQuota: 1 };
    const { declaring } = declare({ nodeCount: 3, spotNodeCount: 1 }, { inState: {}, inAzure });
    await assert.rejects(declaring, (error) => {
      assert(pulumi.RunError.isInstance(error));
      assert.match(
        error.message,
        /^quota: .*\b6 dedicated cores\b.*\b4\b.*\nquota: .*\b2 spot cores\b.*\b0\b/,
      );
      return true;
    });
  });

  it("declares nothing but the account and its group if a quota is too small", async () => {
    const { declaring, made } = declare(everything, { inState: enough, inAzure: none });
    await assert.rejects(declaring);
    assert.deepEqual(made.filter((type) => type.startsWith("azure-native:")).sort(), [
      "azure-native:batch:BatchAccount",
      "azure-native:resources:ResourceGroup",
    ]);
  });
});
