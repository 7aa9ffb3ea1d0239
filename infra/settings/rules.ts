import { registryName, registryServers } from "../containers.ts";
import { urnOf } from "../image.ts";
import { isWithin } from "../ip-range.ts";
import type { Problem } from "../problem.ts";
import { retirementsOf } from "../retirements.ts";
import { coresOf } from "../vm-size.ts";
import { isSubscriptionId, type Settings, type Surroundings } from "./schema.ts";

type Key = keyof Settings;

interface Rule {
  /** Settings that the rule reads; it is skipped if one of them is invalid. */
  readonly about: readonly Key[];
  readonly problems: (settings: Settings, surroundings: Surroundings) => Problem[];
}

const rule = <Keys extends Key>(
  about: readonly Keys[],
  problems: (settings: Pick<Settings, Keys>, surroundings: Surroundings) => Problem[],
): Rule => ({ about, problems });

const contradiction = (
  isWrong: boolean,
  key: Key,
  expected: string,
  got: unknown,
  assignment: string,
): Problem[] => {
  const message = `${key}: expected ${expected}, got ${got}.`;
  return isWrong ? [{ key, code: "Contradiction", message, fix: { set: assignment } }] : [];
};

const duplicateRanges = (ranges: Settings["allowedIps"]): Problem[] =>
  ranges.flatMap((range, index) => {
    // Reports the second of two equal ranges.
    const other = ranges.find((each, at) => isWithin(range, each) && (at < index || !isWithin(each, range)));
    return other === undefined
      ? []
      : [
          {
            key: `allowedIps[${index}]`,
            code: "Duplicate",
            message:
              `allowedIps[${index}]: expected a range outside the others, got ${range.text}, which ` +
              `allowedIps[${ranges.indexOf(other)}] includes (${other.text}).`,
            fix: { remove: `allowedIps[${index}]` },
          },
        ];
  });

const invalidSubscription = (value: string): Problem => {
  const isPlaceholder = value.startsWith("00000000-");
  const key = "azure-native:subscriptionId";
  return {
    key,
    code: isPlaceholder ? "Placeholder" : "InvalidFormat",
    message:
      `${key}: expected the id of the subscription to deploy to, got ` +
      `${isPlaceholder ? "the placeholder " : ""}"${value}".`,
    fix: { set: `${key} <id>` },
  };
};

/** Rules for settings that are valid one by one but contradict each other, the surroundings or Azure's offer. */
export const rules: readonly Rule[] = [
  // Generated names of accounts are this one, without hyphens, and 8 characters; Azure allows 24 lower-case letters and digits.
  rule([], (_settings, { name }) =>
    /^[a-z](-?[a-z0-9]){0,15}$/i.test(name)
      ? []
      : [
          {
            key: "name",
            code: "InvalidFormat",
            message:
              "name: expected at most 16 letters and digits, with single hyphens between them and a letter first, as the name " +
              `of an environment, got "${name}". Choose another name.`,
          },
        ],
  ),
  // azure-native reads this setting; the rule refuses Pulumi.prod.yaml's placeholder before Azure does.
  rule([], (_settings, { subscriptionId }) =>
    subscriptionId === undefined || isSubscriptionId(subscriptionId)
      ? []
      : [invalidSubscription(subscriptionId)],
  ),
  rule(["vmSize", "taskSlotsPerNode"], ({ vmSize, taskSlotsPerNode }) => {
    const cores = coresOf(vmSize) ?? Number.POSITIVE_INFINITY;
    // https://learn.microsoft.com/azure/batch/batch-parallel-node-tasks: 4 for each core
    const expected = `at most ${4 * cores} (4 per core, and ${vmSize} has ${cores})`;
    return contradiction(
      taskSlotsPerNode > 4 * cores,
      "taskSlotsPerNode",
      expected,
      taskSlotsPerNode,
      `taskSlotsPerNode ${4 * cores}`,
    );
  }),
  rule(["vmSize"], ({ vmSize }, { today }) => retirementsOf({ vmSize }, today).refused),
  rule(["image"], ({ image }, { today }) => retirementsOf({ image: urnOf(image) }, today).refused),
  rule(["autoscale", "spotPercent"], ({ autoscale, spotPercent }) =>
    contradiction(
      !autoscale && spotPercent > 0,
      "spotPercent",
      "0 without autoscale (spotNodeCount sets the number of spot nodes)",
      spotPercent,
      "autoscale true",
    ),
  ),
  rule(["autoscale", "spotNodeCount"], ({ autoscale, spotNodeCount }) =>
    contradiction(
      autoscale && spotNodeCount > 0,
      "spotNodeCount",
      "0 with autoscale (spotPercent sets the share of spot nodes)",
      spotNodeCount,
      "spotNodeCount 0",
    ),
  ),
  rule(["autoscale", "minNodes"], ({ autoscale, minNodes }) =>
    contradiction(
      !autoscale && minNodes > 0,
      "minNodes",
      "0 without autoscale (nodeCount sets the number of nodes)",
      minNodes,
      "autoscale true",
    ),
  ),
  rule(["autoscale", "minNodes", "maxNodes"], ({ autoscale, minNodes, maxNodes }) =>
    contradiction(
      autoscale && minNodes > maxNodes,
      "minNodes",
      `at most maxNodes (${maxNodes})`,
      minNodes,
      `minNodes ${maxNodes}`,
    ),
  ),
  // In Azure's own subnet, nodes reach Batch only through a public IP.
  // https://learn.microsoft.com/azure/batch/simplified-node-communication-pool-no-public-ip
  rule(["publicIp", "subnetId"], ({ publicIp, subnetId }) =>
    contradiction(
      !publicIp && subnetId === "",
      "publicIp",
      "true without a subnetId",
      publicIp,
      "publicIp true",
    ),
  ),
  // The addresses of nodes in Azure's own subnet are unknown, so storage's firewall can't admit them.
  rule(["allowedIps", "subnetId"], ({ allowedIps, subnetId }) =>
    contradiction(
      allowedIps.length > 0 && subnetId === "",
      "subnetId",
      "the nodes' subnet with allowedIps, so that storage admits the nodes",
      "none",
      "subnetId <id>",
    ),
  ),
  rule(["allowedIps"], ({ allowedIps }) => duplicateRanges(allowedIps)),
  rule(["auth", "containerRegistryId"], ({ auth, containerRegistryId }) =>
    contradiction(
      auth !== "entra" && containerRegistryId !== "",
      "auth",
      "entra with containerRegistryId, because nodes pull images with their identity",
      auth,
      "auth entra",
    ),
  ),
  rule(["containerRegistryId", "containerImages"], ({ containerRegistryId, containerImages }) =>
    contradiction(
      containerRegistryId !== "" && registryServers(containerRegistryId, containerImages).length === 0,
      "containerImages",
      `an image from containerRegistryId, ${registryName(containerRegistryId)}.azurecr.io/<image>`,
      containerImages.join(" ") || "none",
      `--path 'containerImages[${containerImages.length}]' ${registryName(containerRegistryId)}.azurecr.io/<image>`,
    ),
  ),
  rule(["auth", "operators"], ({ auth, operators }) => [
    ...contradiction(
      auth !== "entra" && operators.length > 0,
      "auth",
      "entra with operators, because account keys need no roles",
      auth,
      "auth entra",
    ),
    // No default such as the identity that runs `pulumi up`: each person, and CI, would take the roles from the previous one.
    ...contradiction(
      auth === "entra" && operators.length === 0,
      "operators",
      "the users, groups or service principals that may run workloads",
      "none",
      "--path 'operators[0]' \"user:$(az ad signed-in-user show --query id -o tsv)\"",
    ),
  ]),
  rule(["monthlyBudget", "budgetEmails"], ({ monthlyBudget, budgetEmails }) => [
    ...contradiction(
      monthlyBudget > 0 && budgetEmails.length === 0,
      "budgetEmails",
      "at least one address with monthlyBudget",
      "none",
      "--path 'budgetEmails[0]' you@your.org",
    ),
    ...contradiction(
      monthlyBudget === 0 && budgetEmails.length > 0,
      "monthlyBudget",
      "an amount with budgetEmails",
      0,
      "monthlyBudget 100",
    ),
  ]),
];
