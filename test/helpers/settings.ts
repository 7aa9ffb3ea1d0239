import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { messagesOf } from "../../infra/problem.ts";
import { asText, parseSettings } from "../../infra/settings/parse-settings.ts";
import type { Settings } from "../../infra/settings/schema.ts";

interface DeclaredSetting {
  readonly type: string;
  readonly default: unknown;
  readonly description: string;
}

/** Content of Pulumi.yaml. */
export const project: { name: string; stackConfigDir: string; config: Record<string, DeclaredSetting> } =
  parse(readFileSync(new URL("../../Pulumi.yaml", import.meta.url), "utf8"));

/** Converts values to the text that Pulumi passes to a program. */
export const textsOf = (values: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, asText(value)]));

export const surroundings = {
  today: new Date("2026-11-23T12:00:00Z"),
  name: "azbatch",
  subscriptionId: undefined as string | undefined,
  readFile: (_path: string): Uint8Array | undefined => undefined,
};

const subscription = "/subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/platform/providers";

/** Settings of a stack with every kind of resource. */
export const everything = {
  location: "westeurope",
  auth: "entra",
  vmSize: "Standard_D4s_v5",
  taskSlotsPerNode: 4,
  autoscale: true,
  maxNodes: 20,
  spotPercent: 80,
  packages: ["ffmpeg", "jq=1.7.1-3build1"],
  containerImages: ["platform.azurecr.io/tools:1", "docker.io/library/python:3.13-slim"],
  containerRegistryId: `${subscription}/Microsoft.ContainerRegistry/registries/platform`,
  subnetId: `${subscription}/Microsoft.Network/virtualNetworks/batch/subnets/nodes`,
  publicIp: false,
  allowedIps: ["20.30.40.0/24", "20.30.50.60"],
  inputRetentionDays: 30,
  outputRetentionDays: 90,
  protect: true,
  operators: ["group:11111111-2222-4333-8444-666666666666"],
  tags: { costCentre: 1234 },
  logWorkspaceId: `${subscription}/Microsoft.OperationalInsights/workspaces/platform`,
  monthlyBudget: 100,
  budgetEmails: ["platform@contoso.com"],
};

/** Returns the settings of a stack with these values and the defaults of the others. */
export const settingsOf = (
  values: Readonly<Record<string, unknown>> = {},
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Settings => {
  const readFile = (path: string): Uint8Array | undefined =>
    files[path] === undefined ? undefined : Buffer.from(files[path]);
  const result = parseSettings(textsOf(values), { ...surroundings, readFile });
  if (!result.settings) throw new Error(messagesOf(result.problems).join("\n"));
  return result.settings;
};
