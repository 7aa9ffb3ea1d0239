import * as v from "valibot";
import { imageNames, imageOf } from "../image.ts";
import { publicRange } from "../ip-range.ts";
import { encodeScript, maxEncodedLength, scriptText } from "../start-script.ts";
import { boolean, check, choice, derived, integer, list, optional, record, text } from "./kinds.ts";

/** Facts outside the settings that they are checked against. */
export interface Surroundings {
  readonly today: Date;
  /** Pulumi's name of the environment. */
  readonly name: string;
  /** `azure-native:subscriptionId` of the stack's configuration; undefined if the stack uses the subscription of the sign-in. */
  readonly subscriptionId?: string | undefined;
  /** Returns the content of a file by its path in the project; undefined if it can't be read. */
  readonly readFile: (path: string) => Uint8Array | undefined;
}

/** The id of an Azure resource, or "". Refuses the zeros that Pulumi.prod.yaml has in place of a subscription. */
const resourceId = (kind: string, path: string) => {
  const segments = path.replaceAll("<>", "[\\w.()-]+");
  const shown = path.replaceAll("<>", "<name>");
  return optional(
    `the resource id of ${kind}, /subscriptions/<id>/resourceGroups/<name>/providers/${shown}`,
    new RegExp(
      `^/subscriptions/(?!0{8}-)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/resourceGroups/[\\w.()-]+/providers/${segments}$`,
      "i",
    ),
  );
};

const daysExpected = "a whole number of days from 7 to 36500, or 0 for never";
const days = v.pipe(
  integer(daysExpected, { from: 0, to: 36_500 }),
  check("OutOfRange", (value) => value === 0 || value >= 7, daysExpected),
);
const nodes = integer("a whole number from 0 to 1000", { from: 0, to: 1000 });

const packageName = text(
  "the name of a Debian package, with or without =version",
  /^[a-z0-9][a-z0-9+.-]+(=[\w.+~:-]+)?$/,
);
const containerImage = text(
  "a container image such as docker.io/library/python:3.13-slim",
  /^[a-z0-9][\w.-]*(:\d+)?(\/[a-z0-9][\w.-]*)*(:[\w.-]{1,128})?(@sha256:[0-9a-f]{64})?$/,
);
// Addresses in example.com are placeholders: https://www.rfc-editor.org/rfc/rfc2606
const email = text("an e-mail address", /^[^\s@<>]+@(?!example\.(com|net|org)$)[^\s@<>]+\.[^\s@<>]+$/i);
/** Excludes zeros, which are a placeholder. */
const guid = /^(?!0{8}-)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const isSubscriptionId = (id: string): boolean => guid.test(id);

const principal = text(
  "user:<id>, group:<id> or servicePrincipal:<id> with an object id in Entra ID",
  /^(user|group|servicePrincipal):(?!0{8}-)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
);
const subscription = text("a subscription id", guid);
const ipRange = derived(
  "a public IPv4 address such as 20.30.40.50, or a range such as 20.30.40.0/24 that starts at its first address and is no smaller than /30",
  publicRange,
);
// https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources#limitations; 128 is the storage account's.
const tag = {
  key: {
    expected:
      "a tag name of at most 128 characters without <>%&\\?/ that doesn't start with azure, microsoft or windows",
    pattern: /^(?!azure|microsoft|windows)[^<>%&\\?/]{1,128}$/i,
  },
  value: { expected: "a tag value of at most 256 characters", pattern: /^.{0,256}$/ },
};

const image = derived(
  `${imageNames.join(" or ")}, or publisher:offer:sku:version:agent such as ` +
    '"microsoft-dsvm:ubuntu-hpc:2404:latest:batch.node.ubuntu 24.04"',
  imageOf,
);

/** Converts the path of a script to its text; "" to "". */
const script = (readFile: Surroundings["readFile"]) =>
  v.pipe(
    derived("the path of a non-empty file in the project", (path) => {
      const content = path === "" ? new Uint8Array() : readFile(path);
      return path !== "" && content?.length === 0 ? undefined : content;
    }),
    v.rawTransform<Uint8Array, string>(({ dataset, addIssue, NEVER }) => {
      const decoded = scriptText(dataset.value);
      if (decoded !== undefined) return decoded;
      addIssue({ message: "a UTF-8 script with Linux (LF) or Windows (CRLF) line endings" });
      return NEVER;
    }),
    check(
      "OutOfRange",
      (content) => encodeScript(content).length <= maxEncodedLength,
      `a script of at most ${maxEncodedLength} characters when compressed to base64 (use a container image for more)`,
    ),
  );

/** Has an entry for each setting: defaults.ts has its default, Pulumi.yaml its description. */
export const settingsSchema = ({ readFile }: Pick<Surroundings, "readFile">) =>
  v.object({
    location: text("an Azure region such as westeurope", /^[a-z][a-z0-9]+$/),
    auth: choice(["keys", "entra"]),

    vmSize: text("an Azure VM size such as Standard_D2s_v5", /^[A-Z][A-Za-z]*_[A-Za-z0-9_-]+$/),
    image,
    taskSlotsPerNode: integer("a whole number from 1 to 256", { from: 1, to: 256 }),

    nodeCount: nodes,
    spotNodeCount: nodes,
    autoscale: boolean,
    minNodes: nodes,
    maxNodes: integer("a whole number from 1 to 1000", { from: 1, to: 1000 }),
    spotPercent: integer("a whole number from 0 to 100", { from: 0, to: 100 }),
    idleMinutes: integer("a whole number of minutes from 1 to 1440", { from: 1, to: 1440 }),

    packages: list("Debian packages", packageName),
    startScript: script(readFile),
    containerImages: list("container images", containerImage),
    containerRegistryId: resourceId("a container registry", "Microsoft.ContainerRegistry/registries/<>"),

    subnetId: resourceId("a subnet", "Microsoft.Network/virtualNetworks/<>/subnets/<>"),
    publicIp: boolean,
    // The Batch account's limit, below storage's: https://learn.microsoft.com/azure/batch/public-network-access
    allowedIps: v.pipe(
      list("public IPv4 addresses and ranges", ipRange),
      check("OutOfRange", (ranges) => ranges.length <= 200, "at most 200 addresses and ranges"),
    ),

    inputRetentionDays: days,
    outputRetentionDays: days,
    protect: boolean,

    operators: v.pipe(
      list("users, groups and service principals", principal),
      check("Duplicate", (operators) => new Set(operators).size === operators.length, "each operator once"),
    ),
    otherSubscriptions: list("subscription ids", subscription),
    tags: v.pipe(
      record("an object of tag names and values", tag),
      check("OutOfRange", (tags) => Object.keys(tags).length <= 50, "at most 50 tags"),
    ),
    logWorkspaceId: resourceId("a Log Analytics workspace", "Microsoft.OperationalInsights/workspaces/<>"),
    monthlyBudget: integer("a whole number in the currency of the subscription's bill, or 0 for no budget", {
      from: 0,
      to: 1e9,
    }),
    budgetEmails: list("e-mail addresses", email),
  });

export type Settings = v.InferOutput<ReturnType<typeof settingsSchema>>;
