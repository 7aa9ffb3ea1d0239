import { typeOf } from "./defaults.ts";

/** A step that solves a problem. `hintOf` puts it into words for the place of the setting. */
export interface Fix {
  /** A setting and its value, as the arguments of `pulumi config set`: `nodeCount 2`, or `--path 'packages[0]' ffmpeg`. */
  readonly set?: string;
  /** Path of a setting or of one of its items, to be removed: `allowedIps[1]`. */
  readonly remove?: string;
  /** Whether other values solve the problem as well. */
  readonly isExample?: boolean;
  /** End of the hint. Default: a period. */
  readonly end?: string;
}

/** Place of a setting: the stack's configuration, or the arguments in the program. */
export type Origin = "configuration" | "arguments";

/** Returns the hint of a fix, in the imperative. */
export const hintOf = (fix: Fix, originOf: (setting: string) => Origin): string => {
  const { set, remove, isExample = false, end = "." } = fix;
  const setting = settingIn(set ?? remove ?? "");
  const isArgument = originOf(setting) === "arguments";
  if (set === undefined) {
    if (isArgument) return "Remove it.";
    const path = /[.[]/.test(remove ?? "") ? `--path '${remove}'` : remove;
    return `Run \`pulumi config rm ${path}\` to remove it${end}`;
  }
  const [verb, step] = isArgument ? ["set", asArgument(set)] : ["run", `pulumi config set ${set}`];
  return `${isExample ? `For example, ${verb}` : capital(verb!)} \`${step}\`${end}`;
};

const capital = (verb: string): string => verb.charAt(0).toUpperCase() + verb.slice(1);

const parsed = /^(?:--path )?'?([\w:]+)(?:\[\d+\]|\.(\w+))?'? (.*)$/s;

const settingIn = (text: string): string => /^(?:--path )?'?([\w:-]+)/.exec(text)?.[1] ?? text;

/** Converts the arguments of `pulumi config set` to code: `packages: ["ffmpeg"]`. */
const asArgument = (set: string): string => {
  const [, setting = "", key, value = ""] = parsed.exec(set) ?? [];
  const text = JSON.stringify(value.replace(/^"(.*)"$/, "$1").replace(/\$\(.*\)/, "<id>"));
  const type = typeOf(setting);
  if (type === "array") return `${setting}: [${text}]`;
  if (type === "object") return `${setting}: { ${key}: ${text} }`;
  return `${setting}: ${type === "string" ? text : value}`;
};

/** An example of each setting, as the arguments of `pulumi config set`. */
export const examples: Readonly<Record<string, string>> = {
  location: "location westeurope",
  auth: "auth keys",
  vmSize: "vmSize Standard_D2s_v5",
  image: "image ubuntu-24.04",
  taskSlotsPerNode: "taskSlotsPerNode 2",
  nodeCount: "nodeCount 2",
  spotNodeCount: "spotNodeCount 0",
  autoscale: "autoscale true",
  minNodes: "minNodes 0",
  maxNodes: "maxNodes 10",
  spotPercent: "spotPercent 80",
  idleMinutes: "idleMinutes 15",
  packages: "--path 'packages[0]' ffmpeg",
  startScript: "startScript start.sh",
  containerImages: "--path 'containerImages[0]' docker.io/library/python:3.13-slim",
  containerRegistryId: "containerRegistryId <id>",
  subnetId: "subnetId <id>",
  publicIp: "publicIp true",
  allowedIps: "--path 'allowedIps[0]' 20.30.40.0/24",
  inputRetentionDays: "inputRetentionDays 30",
  outputRetentionDays: "outputRetentionDays 90",
  protect: "protect true",
  operators: "--path 'operators[0]' group:<id>",
  otherSubscriptions: "--path 'otherSubscriptions[0]' <id>",
  tags: "--path tags.costCentre 1234",
  logWorkspaceId: "logWorkspaceId <id>",
  monthlyBudget: "monthlyBudget 100",
  budgetEmails: "--path 'budgetEmails[0]' you@your.org",
};
