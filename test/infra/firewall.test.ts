import assert from "node:assert/strict";
import { messagesOf, type Problem } from "../../infra/problem.ts";
import { parseSettings } from "../../infra/settings/parse-settings.ts";
import { declareFor } from "../helpers/declare-environment.ts";
import { declaredBy, only } from "../helpers/declared-resources.ts";
import { everything, settingsOf, surroundings, textsOf } from "../helpers/settings.ts";
import { assertSnapshot } from "../helpers/snapshot.ts";

const { subnetId } = everything;

const problemsOf = (values: Readonly<Record<string, unknown>>): readonly Problem[] =>
  parseSettings(textsOf(values), surroundings).problems ?? [];

describe("the accounts' firewalls", () => {
  const firewalls = async (values: Record<string, unknown>) => {
    const { resources } = await declaredBy(() => declareFor(settingsOf(values)));
    return [
      only(resources, "azure-native:storage:StorageAccount").networkRuleSet,
      only(resources, "azure-native:batch:BatchAccount").networkProfile,
    ];
  };
  const nodeManagementAccess = { defaultAction: "Allow" };

  it("admit any address without allowedIps, also with a subnet", async () => {
    for (const values of [{}, { subnetId }])
      assert.deepEqual(await firewalls(values), [
        { bypass: "AzureServices", defaultAction: "Allow", ipRules: [], virtualNetworkRules: [] },
        { accountAccess: { defaultAction: "Allow", ipRules: [] }, nodeManagementAccess },
      ]);
  });

  it("admit the allowed addresses, the nodes' subnet, node management and lifecycle management", async () => {
    const [range, address] = ["20.30.40.0/24", "20.30.50.60"];
    assert.deepEqual(await firewalls({ subnetId, allowedIps: [range, address] }), [
      {
        bypass: "AzureServices",
        defaultAction: "Deny",
        ipRules: [
          { action: "Allow", iPAddressOrRange: range },
          { action: "Allow", iPAddressOrRange: address },
        ],
        virtualNetworkRules: [{ action: "Allow", virtualNetworkResourceId: subnetId }],
      },
      {
        accountAccess: {
          defaultAction: "Deny",
          ipRules: [
            { action: "Allow", value: range },
            { action: "Allow", value: address },
          ],
        },
        nodeManagementAccess,
      },
    ]);
  });

  it("accept 200 addresses, Azure's limit, but no more", () => {
    const addresses = (count: number) => Array.from({ length: count }, (_, index) => `20.30.40.${index}`);
    assert.deepEqual(problemsOf({ subnetId, allowedIps: addresses(200) }), []);
    const [problem, ...others] = problemsOf({ subnetId, allowedIps: addresses(201) });
    assert.deepEqual([problem?.key, problem?.code, others], ["allowedIps", "OutOfRange", []]);
  });

  it("refuse an address that another range includes", async () => {
    const allowedIps = ["20.30.40.50", "20.30.40.0/24", "99.0.0.1", "99.0.0.1"];
    const problems = problemsOf({ subnetId, allowedIps });
    assert.deepEqual(
      problems.map(({ key, code }) => [key, code]),
      [
        ["allowedIps[0]", "Duplicate"],
        ["allowedIps[3]", "Duplicate"],
      ],
    );
    const messages = messagesOf(problems);
    assert.match(messages[0] ?? "", /20\.30\.40\.50.* allowedIps\[1\].*20\.30\.40\.0\/24/);
    assert.match(messages[1] ?? "", /99\.0\.0\.1.* allowedIps\[2\]/);
    await assertSnapshot("infra/allowed-twice", messages.join("\n"));
  });
});
