/** The value of each setting that is not set. Pulumi.yaml declares the same ones, so that the Pulumi CLI shows them. */
export const defaults = {
  location: "eastus",
  auth: "keys",

  vmSize: "Standard_D2s_v5",
  image: "ubuntu-24.04",
  taskSlotsPerNode: 2,

  nodeCount: 2,
  spotNodeCount: 0,
  autoscale: false,
  minNodes: 0,
  maxNodes: 10,
  spotPercent: 0,
  idleMinutes: 15,

  packages: [],
  startScript: "",
  containerImages: [],
  containerRegistryId: "",

  subnetId: "",
  publicIp: true,
  allowedIps: [],

  inputRetentionDays: 0,
  outputRetentionDays: 0,
  protect: false,

  operators: [],
  otherSubscriptions: [],
  tags: {},
  logWorkspaceId: "",
  monthlyBudget: 0,
  budgetEmails: [],
} as const;

type SettingName = keyof typeof defaults;

/** Pulumi's types of settings. */
type SettingType = "string" | "integer" | "boolean" | "array" | "object";

/** Returns the type of a setting; undefined for a name that isn't one. */
export const typeOf = (name: string): SettingType | undefined => {
  if (!Object.hasOwn(defaults, name)) return undefined;
  const value: unknown = defaults[name as SettingName];
  if (Array.isArray(value)) return "array";
  return typeof value === "number" ? "integer" : (typeof value as "string" | "boolean" | "object");
};
