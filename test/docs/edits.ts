import { isDeepStrictEqual } from "node:util";
import { declareFor } from "../helpers/declare-environment.ts";
import { type DeclaredResource, declaredBy } from "../helpers/declared-resources.ts";
import { everything, project, settingsOf } from "../helpers/settings.ts";

type Values = Readonly<Record<string, unknown>>;

const { containerRegistryId, subnetId, logWorkspaceId, budgetEmails } = everything;
const none = {};
const autoscale = { autoscale: true };
const entra = { auth: "entra", operators: ["group:11111111-2222-4333-8444-666666666666"] };
const budget = { monthlyBudget: 100, budgetEmails };

/** A change of each setting to `to`, in a stack with the values `where`, together with the values `also`. */
const edits: Readonly<Record<string, readonly [to: unknown, where?: Values, also?: Values]>> = {
  location: ["westeurope"],
  auth: ["entra", none, entra],
  vmSize: ["Standard_D4s_v5"],
  image: ["ubuntu-22.04"],
  taskSlotsPerNode: [1],
  nodeCount: [3],
  spotNodeCount: [3],
  autoscale: [true],
  minNodes: [1, autoscale],
  maxNodes: [30, autoscale],
  spotPercent: [50, autoscale],
  idleMinutes: [30, autoscale],
  packages: [["ffmpeg"]],
  startScript: ["start.sh"],
  containerImages: [["docker.io/library/python:3.13-slim"]],
  containerRegistryId: [containerRegistryId, { ...entra, containerImages: ["platform.azurecr.io/tools:1"] }],
  subnetId: [subnetId],
  publicIp: [false, { subnetId }],
  allowedIps: [["20.30.40.0/24"], { subnetId }],
  inputRetentionDays: [30],
  outputRetentionDays: [90],
  protect: [true],
  operators: [["group:77777777-2222-4333-8444-666666666666"], entra],
  otherSubscriptions: [["77777777-2222-4333-8444-666666666666"]],
  tags: [{ costCentre: "1234" }],
  logWorkspaceId: [logWorkspaceId],
  monthlyBudget: [100, none, budget],
  budgetEmails: [["other@contoso.com"], budget],
};

/** Returns the effect of a change of each setting on deployed resources, by declaring the program before and after. */
export const effectsOfEdits = async (): Promise<Map<string, string>> => {
  const effects = new Map<string, string>();
  const before = new Map<Values, DeclaredResource[]>();
  for (const setting of Object.keys(project.config)) {
    const edit = edits[setting];
    if (edit === undefined) throw new Error(`test/docs/edits.ts: expected a change of ${setting}, got none`);
    const [to, where = none, also = none] = edit;
    const old = before.get(where) ?? (await declared(where));
    before.set(where, old);
    effects.set(setting, effect(old, await declared({ ...where, ...also, [setting]: to })));
  }
  return effects;
};

const declared = async (values: Values): Promise<DeclaredResource[]> => {
  const settings = settingsOf(values, { "start.sh": "echo ready\n" });
  const { resources } = await declaredBy(() => declareFor(settings));
  return resources.filter(({ type }) => type.startsWith("azure-native:"));
};

const effect = (before: readonly DeclaredResource[], after: readonly DeclaredResource[]): string => {
  const changed = after.flatMap((resource) => {
    const old = before.find((each) => isSame(each, resource));
    const inputs = old === undefined ? [] : changedInputs(old, resource);
    return inputs.length === 0
      ? []
      : [{ resource, isReplaced: inputs.some((input) => replaces(resource, input)) }];
  });
  // All other resources are in the resource group.
  if (changed.some(({ resource, isReplaced }) => isReplaced && resource.type.endsWith(":ResourceGroup")))
    return "**replaces all resources**";
  const missingIn = (some: readonly DeclaredResource[], others: readonly DeclaredResource[]): string =>
    kindsOf(some.filter((each) => !others.some((other) => isSame(each, other))));
  const replaced = kindsOf(changed.filter(({ isReplaced }) => isReplaced).map(({ resource }) => resource));
  const parts = {
    "**replaces** ": replaced,
    "updates ": kindsOf(changed.filter(({ isReplaced }) => !isReplaced).map(({ resource }) => resource)),
    "adds ": missingIn(after, before),
    "removes ": missingIn(before, after),
  };
  const said = Object.entries(parts).flatMap(([verb, kinds]) => (kinds === "" ? [] : [verb + kinds]));
  return said.join("; ") || "none in Azure";
};

const isSame = (one: DeclaredResource, other: DeclaredResource): boolean =>
  one.type === other.type && one.name === other.name;

const changedInputs = (old: DeclaredResource, now: DeclaredResource): string[] =>
  [...new Set([...Object.keys(old.inputs), ...Object.keys(now.inputs)])].filter(
    (input) => !isDeepStrictEqual(old.inputs[input], now.inputs[input]),
  );

/** No Azure resource can move to another location. */
const replaces = ({ options }: DeclaredResource, input: string): boolean =>
  input === "location" || options.replaceOnChanges.some((each) => each.split(/[.[]/)[0] === input);

/** Returns the kinds of resources, such as "pool, role assignments". */
const kindsOf = (resources: readonly DeclaredResource[]): string => {
  const kinds = resources.map(({ type }) =>
    type
      .split(":")[2]!
      .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
      .trim()
      .replace(/^batch/, "Batch"),
  );
  const counted = [...new Set(kinds)].map((kind) =>
    kinds.indexOf(kind) === kinds.lastIndexOf(kind) || kind.endsWith("s") ? kind : `${kind}s`,
  );
  return counted.sort().join(", ");
};
