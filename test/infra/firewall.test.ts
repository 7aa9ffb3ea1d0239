import assert from "node:assert/strict";
import { program } from "../../infra/program.ts";
import { parseSettings } from "../../infra/settings/parse-settings.ts";
import { declaredBy, only } from "../helpers/declared-resources.ts";
import { asText, defaults, everything, settingsOf, surroundings } from "../helpers/settings.ts";

const { subnetId } = everything;

const problemsOf = (values: Readonly<Record<string, unknown>>): readonly string[] =>
  parseSettings({ ...defaults, ...asText(values) }, surroundings).problems ?? [];

describe("the accounts' firewalls", () => {
  const firewalls = async (values: Record<string, unknown>) => {
    const { resources } = await declaredBy(() => program(settingsOf(values)));
    return [
      only(resources, "azure-native:storage:StorageAccount").networkRuleSet,
      only(resources, "azure-native:batch:BatchAccount").networkProfile,
    ];
  };
  const nodeManagementAccess = { defaultAction: "Allow" };

  it("let in everybody without addresses, in a subnet, too", async () => {
    for (const values of [{}, { subnetId }])
      assert.deepEqual(await firewalls(values), [
        { bypass: "AzureServices", defaultAction: "Allow", ipRules: [], virtualNetworkRules: [] },
        { accountAccess: { defaultAction: "Allow", ipRules: [] }, nodeManagementAccess },
      ]);
  });

  it("let in those addresses, nodes by their subnet and by node management, and what deletes by age", async () => {
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

  it("take no more addresses than Azure does", () => {
    const addresses = (count: number) => Array.from({ length: count }, (_, index) => `20.30.40.${index}`);
    assert.deepEqual(problemsOf({ subnetId, allowedIps: addresses(200) }), []);
    const [problem = ""] = problemsOf({ subnetId, allowedIps: addresses(201) });
    assert.match(
      problem,
      /^allowedIps: expected at most 200 addresses and ranges, found .{200}…; set it with: /,
    );
  });

  it("take no address twice", () => {
    const allowedIps = ["20.30.40.50", "20.30.40.0/24", "99.0.0.1", "99.0.0.1"];
    const remove = "remove it with: pulumi config rm --path";
    assert.deepEqual(problemsOf({ subnetId, allowedIps }), [
      `allowedIps[0]: expected what no other has, found 20.30.40.50, which is in allowedIps[1], too (20.30.40.0/24); ${remove} 'allowedIps[0]'`,
      `allowedIps[3]: expected what no other has, found 99.0.0.1, which is in allowedIps[2], too (99.0.0.1); ${remove} 'allowedIps[3]'`,
    ]);
  });
});
