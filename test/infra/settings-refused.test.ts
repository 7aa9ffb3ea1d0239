import assert from "node:assert/strict";
import { parseSettings } from "../../infra/settings/parse-settings.ts";
import { asText, defaults, surroundings } from "../helpers/settings.ts";

const problemsOf = (
  values: Readonly<Record<string, unknown>>,
  around: Partial<typeof surroundings> = {},
): readonly string[] =>
  parseSettings({ ...defaults, ...asText(values) }, { ...surroundings, ...around }).problems ?? [];

const subnetId =
  "/subscriptions/66666666-6666-6666-6666-666666666666/resourceGroups/n/providers/Microsoft.Network/virtualNetworks/v/subnets/s";
const registryId =
  "/subscriptions/66666666-6666-6666-6666-666666666666/resourceGroups/n/providers/Microsoft.ContainerRegistry/registries/Shop";

describe("settings that do not fit", () => {
  const set = "set it with: pulumi config set";
  const nodes = "expected a whole number from 0 to 1000";
  const ips =
    "expected a public IPv4 address such as 20.30.40.50, or a range such as 20.30.40.0/24, by its first address and no smaller than /30";
  const unfit: [name: string, value: unknown, problem: string][] = [
    [
      "location",
      "West Europe",
      `location: expected an Azure region such as westeurope, found "West Europe"; ${set} location westeurope`,
    ],
    ["auth", "sas", `auth: expected keys or entra, found "sas"; ${set} auth keys`],
    [
      "vmSize",
      "D2",
      `vmSize: expected an Azure VM size such as Standard_D2s_v5, found "D2"; ${set} vmSize Standard_D2s_v5`,
    ],
    [
      "image",
      "ubuntu:24.04",
      'image: expected ubuntu-24.04 or ubuntu-22.04, or publisher:offer:sku:version:agent such as "microsoft-dsvm:ubuntu-hpc:2404:latest:batch.node.ubuntu 24.04", ' +
        `found "ubuntu:24.04"; ${set} image ubuntu-24.04`,
    ],
    ["nodeCount", "two", `nodeCount: ${nodes}, found "two"; ${set} nodeCount 2`],
    ["nodeCount", -1, `nodeCount: ${nodes}, found "-1"; ${set} nodeCount 2`],
    ["nodeCount", 1001, `nodeCount: ${nodes}, found "1001"; ${set} nodeCount 2`],
    ["spotNodeCount", 1.5, `spotNodeCount: ${nodes}, found "1.5"; ${set} spotNodeCount 0`],
    ["autoscale", "yes", `autoscale: expected true or false, found "yes"; ${set} autoscale true`],
    [
      "spotPercent",
      101,
      `spotPercent: expected a whole number from 0 to 100, found "101"; ${set} spotPercent 80`,
    ],
    [
      "taskSlotsPerNode",
      0,
      `taskSlotsPerNode: expected a whole number from 1 to 256, found "0"; ${set} taskSlotsPerNode 2`,
    ],
    [
      "packages",
      ["ffmpeg", "$(reboot)"],
      `packages[1]: expected the name of a Debian package, with or without =version, found "$(reboot)"; ${set} --path 'packages[0]' ffmpeg`,
    ],
    [
      "packages",
      "ffmpeg",
      `packages: expected a list of Debian packages, found "ffmpeg"; ${set} --path 'packages[0]' ffmpeg`,
    ],
    [
      "containerImages",
      ["python:3.13 -slim"],
      `containerImages[0]: expected a container image such as docker.io/library/python:3.13-slim, found "python:3.13 -slim"; ${set} --path 'containerImages[0]' docker.io/library/python:3.13-slim`,
    ],
    [
      "startScript",
      "setup.sh",
      `startScript: expected the path of a file in the project, with something in it, found "setup.sh"; ${set} startScript start.sh`,
    ],
    [
      "subnetId",
      subnetId.replaceAll("6", "0"),
      "subnetId: expected the resource id of a subnet, /subscriptions/<id>/resourceGroups/<name>/providers/Microsoft.Network/virtualNetworks/<name>/subnets/<name>, " +
        `found the placeholder "${subnetId.replaceAll("6", "0")}"; ${set} subnetId <id>`,
    ],
    [
      "allowedIps",
      ["20.30.40.50", "10.0.0.0/8"],
      `allowedIps[1]: ${ips}, found "10.0.0.0/8"; ${set} --path 'allowedIps[0]' 20.30.40.0/24`,
    ],
    [
      "allowedIps",
      ["203.0.113.0/24"],
      `allowedIps[0]: ${ips}, found the placeholder "203.0.113.0/24"; ${set} --path 'allowedIps[0]' 20.30.40.0/24`,
    ],
    [
      "inputRetentionDays",
      6,
      `inputRetentionDays: expected a whole number of days from 7 to 36500, or 0 to keep them, found "6"; ${set} inputRetentionDays 30`,
    ],
    [
      "tags",
      { "a/b": "c" },
      `tags.a/b: expected a tag's name of at most 128 characters, none of <>%&\\?/, not beginning with azure or microsoft, found "a/b"; ${set} --path tags.costCentre 1234`,
    ],
    [
      "operators",
      ["22222222-2222-2222-2222-222222222222"],
      'operators[0]: expected user:<id>, group:<id> or servicePrincipal:<id> with an object id of Entra ID, found "22222222-2222-2222-2222-222222222222"; ' +
        `${set} --path 'operators[0]' group:<id>`,
    ],
    [
      "budgetEmails",
      ["platform@example.com"],
      `budgetEmails[0]: expected the e-mail address of somebody, found the placeholder "platform@example.com"; ${set} --path 'budgetEmails[0]' somebody@your.org`,
    ],
    [
      "nodecount",
      3,
      "nodecount: expected a setting of Pulumi.yaml, found an unknown one (did you mean nodeCount?); remove it with: pulumi config rm nodecount",
    ],
    [
      "colour",
      "red",
      "colour: expected a setting of Pulumi.yaml, found an unknown one; remove it with: pulumi config rm colour",
    ],
  ];
  for (const [name, value, problem] of unfit) {
    it(`refuse ${name} ${JSON.stringify(value)}`, () => {
      assert.equal(problemsOf({ [name]: value })[0], problem);
    });
  }

  it("refuse more tags than Azure takes, and repeat no more of them than a line holds", () => {
    const tags = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`tag${index}`, "value"]));
    assert.match(
      problemsOf({ tags })[0] ?? "",
      /^tags: expected at most 50 tags, found .{200}…; set it with: pulumi config set --path tags\.costCentre 1234$/,
    );
  });

  it("refuse a setting without a value", () => {
    assert.deepEqual(parseSettings({ ...defaults, nodeCount: undefined }, surroundings).problems, [
      `nodeCount: ${nodes}, found nothing; ${set} nodeCount 2`,
    ]);
  });

  const wrongTogether: [name: string, values: Record<string, unknown>, problem: string][] = [
    [
      "more slots than the VM takes",
      { taskSlotsPerNode: 9 },
      `taskSlotsPerNode: expected at most 8 (4 for each of the 2 cores of Standard_D2s_v5), found 9; ${set} taskSlotsPerNode 8`,
    ],
    [
      "a spot share without autoscale",
      { spotPercent: 80 },
      `spotPercent: expected 0 without autoscale, where spotNodeCount says how many nodes are spot, found 80; ${set} autoscale true`,
    ],
    [
      "a number of spot nodes with autoscale",
      { autoscale: true, spotNodeCount: 3 },
      `spotNodeCount: expected 0 with autoscale, where spotPercent says how many nodes are spot, found 3; ${set} spotNodeCount 0`,
    ],
    [
      "nodes at least without autoscale",
      { minNodes: 3 },
      `minNodes: expected 0 without autoscale, where nodeCount says how many nodes there are, found 3; ${set} autoscale true`,
    ],
    [
      "a minimum above the maximum",
      { autoscale: true, minNodes: 11 },
      `minNodes: expected at most maxNodes, which is 10, found 11; ${set} minNodes 10`,
    ],
    [
      "no public IP and no subnet",
      { publicIp: false },
      `publicIp: expected true without a subnetId, found false; ${set} publicIp true`,
    ],
    [
      "firewalls that shut out nodes",
      { allowedIps: ["20.30.40.50"] },
      `subnetId: expected the nodes' subnet with allowedIps, because storage has to let them in, too, found none; ${set} subnetId <id>`,
    ],
    [
      "a registry without identities",
      { containerRegistryId: registryId, containerImages: ["shop-1a2b.azurecr.io/a"] },
      `auth: expected entra with a containerRegistryId, because nodes pull from it with their identity, found keys; ${set} auth entra`,
    ],
    [
      "a registry that no image is from",
      {
        auth: "entra",
        operators: ["user:22222222-2222-2222-2222-222222222222"],
        containerRegistryId: registryId,
        containerImages: ["shopping.azurecr.io/a"],
      },
      "containerImages: expected an image of the registry, shop.azurecr.io/<image>, found shopping.azurecr.io/a; " +
        `${set} --path 'containerImages[1]' shop.azurecr.io/<image>`,
    ],
    [
      "operators without identities",
      { operators: ["user:22222222-2222-2222-2222-222222222222"] },
      `auth: expected entra with operators: whoever has the keys needs no role, found keys; ${set} auth entra`,
    ],
    [
      "identities without operators",
      { auth: "entra" },
      "operators: expected the users and groups that may run workloads with auth entra, found none; " +
        `${set} --path 'operators[0]' "user:$(az ad signed-in-user show --query id -o tsv)"`,
    ],
    [
      "a budget that nobody hears of",
      { monthlyBudget: 100 },
      `budgetEmails: expected somebody to tell when the budget is used up, found nobody; ${set} --path 'budgetEmails[0]' somebody@your.org`,
    ],
    [
      "people to tell of no budget",
      { budgetEmails: ["a@contoso.com"] },
      `monthlyBudget: expected an amount to tell somebody of, found 0; ${set} monthlyBudget 100`,
    ],
  ];
  for (const [name, values, problem] of wrongTogether) {
    it(`refuse ${name}`, () => assert.deepEqual(problemsOf(values), [problem]));
  }

  it("refuse names that together are too long for a resource group", () => {
    assert.deepEqual(problemsOf({}, { environment: "x".repeat(83) }), [
      "stack: expected a name of at most 82 characters with the project's, because the resource group has both, " +
        "found 83; make another with: pulumi stack init <name>",
    ]);
  });

  it("say all that is wrong at once: by itself, together and unknown", () => {
    const problems = problemsOf({ location: "", nodeCount: "1.5", spotPercent: 5, nodes: 1 });
    assert.deepEqual(
      problems.map((problem) => problem.split(":")[0]),
      ["nodes", "location", "nodeCount", "spotPercent"],
    );
  });
});
