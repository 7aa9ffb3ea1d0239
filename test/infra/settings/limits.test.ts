import assert from "node:assert/strict";
import type { ProblemCode } from "../../../infra/problem.ts";
import { parseSettings } from "../../../infra/settings/parse-settings.ts";
import { surroundings, textsOf } from "../../helpers/settings.ts";

type Found = readonly [key: string, code: ProblemCode];

const problemsOf = (values: Readonly<Record<string, unknown>>): readonly Found[] =>
  (parseSettings(textsOf(values), surroundings).problems ?? []).map(({ key, code }) => [key, code]);

const subnetId =
  "/subscriptions/66666666-6666-6666-6666-666666666666/resourceGroups/n/providers/Microsoft.Network/virtualNetworks/v/subnets/s";
const registryId =
  "/subscriptions/66666666-6666-6666-6666-666666666666/resourceGroups/n/providers/Microsoft.ContainerRegistry/registries/Shop";
const operators = ["user:22222222-2222-2222-2222-222222222222"];

const invalid: readonly (readonly [name: string, value: unknown, ...Found])[] = [
  ["minNodes", -1, "minNodes", "OutOfRange"],
  ["maxNodes", 1001, "maxNodes", "OutOfRange"],
  ["spotPercent", -1, "spotPercent", "OutOfRange"],
  ["taskSlotsPerNode", 257, "taskSlotsPerNode", "OutOfRange"],
  ["idleMinutes", 0, "idleMinutes", "OutOfRange"],
  ["inputRetentionDays", 1, "inputRetentionDays", "OutOfRange"],
  ["outputRetentionDays", 6, "outputRetentionDays", "OutOfRange"],
  ["monthlyBudget", 1_000_000_001, "monthlyBudget", "OutOfRange"],
  ["tags", { ["n".repeat(129)]: "v" }, `tags.${"n".repeat(129)}`, "InvalidFormat"],
  ["tags", { name: "v".repeat(257) }, "tags.name", "InvalidFormat"],
  ["tags", { azureName: "v" }, "tags.azureName", "InvalidFormat"],
  ["packages", ["Ffmpeg"], "packages[0]", "InvalidFormat"],
  ["packages", ["jq=1 2"], "packages[0]", "InvalidFormat"],
  ["packages", "[", "packages", "InvalidFormat"],
  ["otherSubscriptions", ["x"], "otherSubscriptions[0]", "InvalidFormat"],
  ["otherSubscriptions", ["00000000-0000-0000-0000-000000000000"], "otherSubscriptions[0]", "Placeholder"],
  ["operators", ["owner:22222222-2222-2222-2222-222222222222"], "operators[0]", "InvalidFormat"],
  ["operators", ["user:22222222-2222-2222-2222-2222222222222"], "operators[0]", "InvalidFormat"],
  ["budgetEmails", ["a b@contoso.com"], "budgetEmails[0]", "InvalidFormat"],
  ["budgetEmails", ["contoso.com"], "budgetEmails[0]", "InvalidFormat"],
  ["budgetEmails", ["a@contoso"], "budgetEmails[0]", "InvalidFormat"],
  ["subnetId", `${subnetId}/x`, "subnetId", "InvalidFormat"],
  ["subnetId", `x${subnetId}`, "subnetId", "InvalidFormat"],
  ["subnetId", registryId, "subnetId", "InvalidFormat"],
  ["containerRegistryId", subnetId, "containerRegistryId", "InvalidFormat"],
  ["logWorkspaceId", subnetId, "logWorkspaceId", "InvalidFormat"],
  ["location", "eastus!", "location", "InvalidFormat"],
  ["vmSize", "standard D2", "vmSize", "InvalidFormat"],
  ["image", "a:b:c:d:", "image", "InvalidFormat"],
  ["image", "a:b:c:d:e:f", "image", "InvalidFormat"],
];

describe("limits of settings", () => {
  for (const [name, value, ...expected] of invalid)
    it(`exclude ${name} ${JSON.stringify(value).slice(0, 60)}`, () => {
      assert.deepEqual(problemsOf({ [name]: value }), [expected]);
    });

  const accepted: [name: string, value: unknown][] = [
    ["location", "westus3"],
    ["vmSize", "Basic_Z1"],
    ["spotNodeCount", 1000],
    ["monthlyBudget", 0],
    ["outputRetentionDays", 7],
    ["tags", { ["n".repeat(128)]: "v".repeat(256), empty: "", number: 1, flag: true }],
    ["packages", ["ffmpeg", "g++", "jq=1:1.7.1-3build1~x+y", "0ad"]],
    [
      "containerImages",
      ["ubuntu", "docker.io/library/python:3.13-slim", `host:5000/a/b@sha256:${"a".repeat(64)}`],
    ],
    ["otherSubscriptions", ["66666666-6666-6666-6666-666666666666", "ABCDEF01-6666-6666-6666-666666666666"]],
    ["subnetId", subnetId],
    ["subnetId", subnetId.toUpperCase()],
    ["nodeCount", 0],
    ["nodeCount", 1000],
    ["maxNodes", 1],
    ["taskSlotsPerNode", 8],
    ["idleMinutes", 1],
    ["idleMinutes", 1440],
    ["inputRetentionDays", 0],
    ["inputRetentionDays", 7],
    ["inputRetentionDays", 36_500],
  ];
  for (const [name, value] of accepted)
    it(`include ${name} ${JSON.stringify(value).slice(0, 60)}`, () =>
      assert.deepEqual(problemsOf({ [name]: value }), []));

  it("that other settings imply include the largest values", () => {
    const autoscale = { autoscale: true };
    for (const values of [
      { ...autoscale, spotPercent: 100 },
      { ...autoscale, minNodes: 10, maxNodes: 10 },
      { ...autoscale, minNodes: 1000, maxNodes: 1000 },
      { vmSize: "Standard_D64s_v5", taskSlotsPerNode: 256 },
      { monthlyBudget: 1_000_000_000, budgetEmails: ["platform@contoso.com"] },
      { publicIp: false, subnetId },
      { subnetId, allowedIps: ["20.30.40.50"] },
      { auth: "entra", operators: [...operators, "servicePrincipal:33333333-2222-2222-2222-222222222222"] },
      {
        auth: "entra",
        operators,
        containerRegistryId: registryId,
        containerImages: ["shop-1a.azurecr.io/a"],
      },
    ])
      assert.deepEqual(problemsOf(values), [], JSON.stringify(values));
  });

  it("include any slots if the size's name doesn't contain its cores, and 50 tags", () => {
    assert.deepEqual(problemsOf({ vmSize: "Standard_D11_v2", taskSlotsPerNode: 256 }), []);
    const tags = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`tag${index}`, "value"]));
    assert.deepEqual(problemsOf({ tags }), []);
  });

  const otherInvalid: readonly (readonly [values: Record<string, unknown>, key: string])[] = [
    [{ autoscale: "yes", spotPercent: 5 }, "autoscale"],
    [{ autoscale: "yes", spotNodeCount: 5 }, "autoscale"],
    [{ autoscale: "yes", minNodes: 5 }, "autoscale"],
    [{ autoscale: true, minNodes: 5, maxNodes: 0 }, "maxNodes"],
    [{ autoscale: true, minNodes: 1001 }, "minNodes"],
    [{ autoscale: true, spotNodeCount: 1001 }, "spotNodeCount"],
    [{ publicIp: false, subnetId: "x" }, "subnetId"],
    [{ subnetId: "x", allowedIps: ["20.30.40.50"] }, "subnetId"],
    [{ auth: "sas", operators }, "auth"],
    [{ auth: "entra", operators: [], containerImages: "x" }, "containerImages"],
    [{ monthlyBudget: -1, budgetEmails: ["platform@contoso.com"] }, "monthlyBudget"],
    [{ monthlyBudget: 5, budgetEmails: ["x"] }, "budgetEmails[0]"],
  ];
  for (const [values, key] of otherInvalid)
    it(`are reported without contradictions if ${key} is invalid: ${JSON.stringify(values).slice(0, 80)}`, () => {
      assert.equal(problemsOf(values)[0]?.[0], key);
      assert(
        problemsOf(values).every(([each]) => each === key || each === "operators"),
        JSON.stringify(problemsOf(values)),
      );
    });
});
