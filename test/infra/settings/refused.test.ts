import assert from "node:assert/strict";
import { messagesOf, type Problem, type ProblemCode } from "../../../infra/problem.ts";
import { parseSettings } from "../../../infra/settings/parse-settings.ts";
import { surroundings, textsOf } from "../../helpers/settings.ts";
import { assertSnapshot } from "../../helpers/snapshot.ts";

const problemsOf = (
  values: Readonly<Record<string, unknown>>,
  around: Partial<typeof surroundings> = {},
): readonly Problem[] => parseSettings(textsOf(values), { ...surroundings, ...around }).problems ?? [];

type Expected = readonly [key: string, code: ProblemCode];

const found = (problems: readonly Problem[]): Expected[] => problems.map(({ key, code }) => [key, code]);

const subnetId =
  "/subscriptions/66666666-6666-6666-6666-666666666666/resourceGroups/n/providers/Microsoft.Network/virtualNetworks/v/subnets/s";
const registryId =
  "/subscriptions/66666666-6666-6666-6666-666666666666/resourceGroups/n/providers/Microsoft.ContainerRegistry/registries/Shop";
const operators = ["user:22222222-2222-2222-2222-222222222222"];

const invalid: readonly (readonly [name: string, value: unknown, ...Expected])[] = [
  ["location", "West Europe", "location", "InvalidFormat"],
  ["auth", "sas", "auth", "InvalidChoice"],
  ["vmSize", "D2", "vmSize", "InvalidFormat"],
  ["vmSize", "Standard_NV6", "vmSize", "Retired"],
  ["image", "ubuntu:24.04", "image", "InvalidFormat"],
  ["nodeCount", "two", "nodeCount", "InvalidFormat"],
  ["nodeCount", -1, "nodeCount", "OutOfRange"],
  ["nodeCount", 1001, "nodeCount", "OutOfRange"],
  ["spotNodeCount", 1.5, "spotNodeCount", "InvalidFormat"],
  ["autoscale", "yes", "autoscale", "InvalidChoice"],
  ["maxNodes", 0, "maxNodes", "OutOfRange"],
  ["spotPercent", 101, "spotPercent", "OutOfRange"],
  ["taskSlotsPerNode", 0, "taskSlotsPerNode", "OutOfRange"],
  ["idleMinutes", 1441, "idleMinutes", "OutOfRange"],
  ["packages", ["ffmpeg", "$(reboot)"], "packages[1]", "InvalidFormat"],
  ["packages", "ffmpeg", "packages", "InvalidFormat"],
  ["containerImages", ["python:3.13 -slim"], "containerImages[0]", "InvalidFormat"],
  ["startScript", "setup.sh", "startScript", "InvalidFormat"],
  ["subnetId", subnetId.replaceAll("6", "0"), "subnetId", "Placeholder"],
  ["allowedIps", ["20.30.40.50", "10.0.0.0/8"], "allowedIps[1]", "InvalidFormat"],
  ["allowedIps", ["203.0.113.0/24"], "allowedIps[0]", "Placeholder"],
  ["inputRetentionDays", 6, "inputRetentionDays", "OutOfRange"],
  ["inputRetentionDays", 36_501, "inputRetentionDays", "OutOfRange"],
  ["tags", { "a/b": "c" }, "tags.a/b", "InvalidFormat"],
  ["operators", ["22222222-2222-2222-2222-222222222222"], "operators[0]", "InvalidFormat"],
  ["operators", [...operators, ...operators], "operators", "Duplicate"],
  ["monthlyBudget", -1, "monthlyBudget", "OutOfRange"],
  ["budgetEmails", ["platform@example.com"], "budgetEmails[0]", "Placeholder"],
  ["nodecount", 3, "nodecount", "UnknownSetting"],
  ["colour", "red", "colour", "UnknownSetting"],
];

const contradictions: readonly (readonly [name: string, values: Record<string, unknown>, key: string])[] = [
  ["more slots than the VM size allows", { taskSlotsPerNode: 9 }, "taskSlotsPerNode"],
  ["a spot share without autoscale", { spotPercent: 80 }, "spotPercent"],
  ["a number of spot nodes with autoscale", { autoscale: true, spotNodeCount: 3 }, "spotNodeCount"],
  ["a minimum of nodes without autoscale", { minNodes: 3 }, "minNodes"],
  ["a minimum above the maximum", { autoscale: true, minNodes: 11 }, "minNodes"],
  ["no public IP and no subnet", { publicIp: false }, "publicIp"],
  ["firewalls that exclude the nodes", { allowedIps: ["20.30.40.50"] }, "subnetId"],
  [
    "a registry without identities",
    { containerRegistryId: registryId, containerImages: ["shop-1a2b.azurecr.io/a"] },
    "auth",
  ],
  [
    "a registry without an image from it",
    {
      auth: "entra",
      operators,
      containerRegistryId: registryId,
      containerImages: ["shopping.azurecr.io/a"],
    },
    "containerImages",
  ],
  ["operators without identities", { operators }, "auth"],
  ["identities without operators", { auth: "entra" }, "operators"],
  ["a budget without addresses", { monthlyBudget: 100 }, "budgetEmails"],
  ["addresses without a budget", { budgetEmails: ["a@contoso.com"] }, "monthlyBudget"],
];

const tooManyTags = {
  tags: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`tag${index}`, "value"])),
};
const tooLong = { name: "x".repeat(17) };

describe("invalid settings", () => {
  for (const [name, value, ...expected] of invalid)
    it(`report ${name} ${JSON.stringify(value)} as ${expected[1]}`, () => {
      assert.deepEqual(found(problemsOf({ [name]: value })), [expected]);
    });

  it("report more than 50 tags, and show only the first of them", () => {
    const [problem] = problemsOf(tooManyTags);
    assert.deepEqual([problem?.key, problem?.code], ["tags", "OutOfRange"]);
    assert((problem?.message.length ?? 0) < 350, problem?.message);
  });

  for (const [name, values, key] of contradictions)
    it(`report ${name}`, () => assert.deepEqual(found(problemsOf(values)), [[key, "Contradiction"]]));

  it("are reported with the limit that other settings imply", () => {
    assert.match(problemsOf({ taskSlotsPerNode: 9 })[0]?.message ?? "", /\b8\b.* got 9\./);
    assert.match(problemsOf({ autoscale: true, minNodes: 11 })[0]?.message ?? "", /\b10\b.* got 11\./);
  });

  it("suggest the setting that an unknown one resembles", () => {
    assert.match(problemsOf({ nodecount: 3 })[0]?.message ?? "", /\bnodeCount\b/);
    assert.match(problemsOf({ imige: "x" })[0]?.message ?? "", /"image"/);
    assert.doesNotMatch(problemsOf({ colour: "red" })[0]?.message ?? "", /did you mean/);
  });

  for (const name of [tooLong.name, "", "7up", "a_b", "-a", "a-", "a--b"])
    it(`report ${JSON.stringify(name)} as a name of an environment`, () =>
      assert.deepEqual(found(problemsOf({}, { name })), [["name", "InvalidFormat"]]));

  it("don't report names of at most 16 letters and digits, with hyphens between them", () => {
    for (const name of ["a", "x".repeat(16), "A1", "my-own-environment"])
      assert.deepEqual(problemsOf({}, { name }), [], name);
  });

  it("are all reported at once: unknown, invalid and contradictory ones", () => {
    const problems = problemsOf({ location: "", nodeCount: "1.5", spotPercent: 5, nodes: 1 });
    assert.deepEqual(
      problems.map(({ key }) => key),
      ["nodes", "location", "nodeCount", "spotPercent"],
    );
  });

  it("print what was expected and got, and a command, in a line that starts with the key", async () => {
    const all = [
      ...invalid.flatMap(([name, value]) => problemsOf({ [name]: value }).slice(0, 1)),
      ...contradictions.flatMap(([, values]) => problemsOf(values)),
      ...problemsOf(tooManyTags),
      ...problemsOf({}, tooLong),
      ...problemsOf({}, { subscriptionId: "00000000-0000-0000-0000-000000000000" }),
      ...problemsOf({}, { subscriptionId: "my subscription" }),
    ];
    for (const { key, message } of all) assert(message.startsWith(`${key}: `), message);
    await assertSnapshot("infra/settings-problems", messagesOf(all).join("\n"));
    await assertSnapshot(
      "infra/arguments-problems",
      messagesOf(all, (setting) => (setting.includes(":") ? "configuration" : "arguments")).join("\n"),
    );
  });
});
