import { registryName, registryServers } from "../containers.ts";
import { urnOf } from "../image.ts";
import { isWithin } from "../ip-range.ts";
import type { Problem } from "../problem.ts";
import { retirementsOf } from "../retirements.ts";
import { coresOf } from "../vm-size.ts";
import { howToSet } from "./how-to-set.ts";
import { isSubscriptionId, type Settings, type Surroundings } from "./schema.ts";

type Key = keyof Settings;

interface Rule {
  /** It is asked only if each of these fits by itself. */
  readonly about: readonly Key[];
  readonly problems: (settings: Settings, surroundings: Surroundings) => Problem[];
}

const rule = <Keys extends Key>(
  about: readonly Keys[],
  problems: (settings: Pick<Settings, Keys>, surroundings: Surroundings) => Problem[],
): Rule => ({ about, problems });

const contradiction = (
  isUnfit: boolean,
  key: Key,
  expected: string,
  found: unknown,
  command: string,
): Problem[] => {
  const message = `${key}: expected ${expected}, found ${found}; ${howToSet(command)}`;
  return isUnfit ? [{ key, code: "Contradiction", message }] : [];
};

const twiceAllowed = (ranges: Settings["allowedIps"]): Problem[] =>
  ranges.flatMap((range, index) => {
    // Of two that are the same, the second.
    const other = ranges.find((each, at) => isWithin(range, each) && (at < index || !isWithin(each, range)));
    return other === undefined
      ? []
      : [
          {
            key: `allowedIps[${index}]`,
            code: "Duplicate",
            message:
              `allowedIps[${index}]: expected what no other has, found ${range.text}, which is in ` +
              `allowedIps[${ranges.indexOf(other)}], too (${other.text}); remove it with: pulumi config rm --path 'allowedIps[${index}]'`,
          },
        ];
  });

const unfitSubscription = (found: string): Problem => {
  const isPlaceholder = found.startsWith("00000000-");
  const key = "azure-native:subscriptionId";
  return {
    key,
    code: isPlaceholder ? "Placeholder" : "InvalidFormat",
    message:
      `${key}: expected the id of the subscription to deploy to, found ` +
      `${isPlaceholder ? "the placeholder " : ""}"${found}"; ${howToSet(`${key} <id>`)}`,
  };
};

/** What is right one by one and wrong together, and what Azure no longer has. */
export const rules: readonly Rule[] = [
  // https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules: 90, and Pulumi adds 8.
  rule([], (_settings, { environment }) =>
    environment.length <= 82
      ? []
      : [
          {
            key: "stack",
            code: "OutOfRange",
            message:
              "stack: expected a name of at most 82 characters with the project's, because the resource group has both, " +
              `found ${environment.length}; make another with: pulumi stack init <name>`,
          },
        ],
  ),
  // azure-native reads it; this refuses the placeholder of Pulumi.prod.yaml before Azure does.
  rule([], (_settings, { subscriptionId }) =>
    subscriptionId === undefined || isSubscriptionId(subscriptionId)
      ? []
      : [unfitSubscription(subscriptionId)],
  ),
  rule(["vmSize", "taskSlotsPerNode"], ({ vmSize, taskSlotsPerNode }) => {
    const cores = coresOf(vmSize) ?? Number.POSITIVE_INFINITY;
    // https://learn.microsoft.com/azure/batch/batch-parallel-node-tasks: 4 for each core
    const expected = `at most ${4 * cores} (4 for each of the ${cores} cores of ${vmSize})`;
    const isUnfit = taskSlotsPerNode > 4 * cores;
    return contradiction(
      isUnfit,
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
      "0 without autoscale, where spotNodeCount says how many nodes are spot",
      spotPercent,
      "autoscale true",
    ),
  ),
  rule(["autoscale", "spotNodeCount"], ({ autoscale, spotNodeCount }) =>
    contradiction(
      autoscale && spotNodeCount > 0,
      "spotNodeCount",
      "0 with autoscale, where spotPercent says how many nodes are spot",
      spotNodeCount,
      "spotNodeCount 0",
    ),
  ),
  rule(["autoscale", "minNodes"], ({ autoscale, minNodes }) =>
    contradiction(
      !autoscale && minNodes > 0,
      "minNodes",
      "0 without autoscale, where nodeCount says how many nodes there are",
      minNodes,
      "autoscale true",
    ),
  ),
  rule(["autoscale", "minNodes", "maxNodes"], ({ autoscale, minNodes, maxNodes }) =>
    contradiction(
      autoscale && minNodes > maxNodes,
      "minNodes",
      `at most maxNodes, which is ${maxNodes}`,
      minNodes,
      `minNodes ${maxNodes}`,
    ),
  ),
  // Without a subnet of one's own there is no way out to Batch but a public IP.
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
  // Nobody knows the addresses of nodes in a subnet of Azure's own.
  rule(["allowedIps", "subnetId"], ({ allowedIps, subnetId }) =>
    contradiction(
      allowedIps.length > 0 && subnetId === "",
      "subnetId",
      "the nodes' subnet with allowedIps, because storage has to let them in, too",
      "none",
      "subnetId <id>",
    ),
  ),
  rule(["allowedIps"], ({ allowedIps }) => twiceAllowed(allowedIps)),
  rule(["auth", "containerRegistryId"], ({ auth, containerRegistryId }) =>
    contradiction(
      auth !== "entra" && containerRegistryId !== "",
      "auth",
      "entra with a containerRegistryId, because nodes pull from it with their identity",
      auth,
      "auth entra",
    ),
  ),
  rule(["containerRegistryId", "containerImages"], ({ containerRegistryId, containerImages }) =>
    contradiction(
      containerRegistryId !== "" && registryServers(containerRegistryId, containerImages).length === 0,
      "containerImages",
      `an image of the registry, ${registryName(containerRegistryId)}.azurecr.io/<image>`,
      containerImages.join(" ") || "none",
      `--path 'containerImages[${containerImages.length}]' ${registryName(containerRegistryId)}.azurecr.io/<image>`,
    ),
  ),
  rule(["auth", "operators"], ({ auth, operators }) => [
    ...contradiction(
      auth !== "entra" && operators.length > 0,
      "auth",
      "entra with operators: whoever has the keys needs no role",
      auth,
      "auth entra",
    ),
    // The identity that runs `pulumi up` is no default: each person and CI would take the roles from the one before.
    ...contradiction(
      auth === "entra" && operators.length === 0,
      "operators",
      "the users and groups that may run workloads with auth entra",
      "none",
      "--path 'operators[0]' \"user:$(az ad signed-in-user show --query id -o tsv)\"",
    ),
  ]),
  rule(["monthlyBudget", "budgetEmails"], ({ monthlyBudget, budgetEmails }) => [
    ...contradiction(
      monthlyBudget > 0 && budgetEmails.length === 0,
      "budgetEmails",
      "somebody to tell when the budget is used up",
      "nobody",
      "--path 'budgetEmails[0]' somebody@your.org",
    ),
    ...contradiction(
      monthlyBudget === 0 && budgetEmails.length > 0,
      "monthlyBudget",
      "an amount to tell somebody of",
      0,
      "monthlyBudget 100",
    ),
  ]),
];
