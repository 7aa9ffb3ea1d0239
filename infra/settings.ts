import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { messagesOf } from "./problem.ts";
import { type FoundSettings, parseSettings } from "./settings/parse-settings.ts";
import type { Settings } from "./settings/schema.ts";
import { omittedSettings, requireStackFile, stackFolder } from "./stack-file.ts";

export type { Settings };

const projectFolder = resolve(import.meta.dirname, "..");

/**
 * Settings of the selected stack, the only place that reads its configuration. Throws one error with a line for every problem,
 * before anything is declared; what still works but not for long is a warning.
 */
export const readSettings = (): Settings => {
  const stack = pulumi.getStack();
  requireStackFile(projectFolder, stack);
  const { settings, warnings, problems } = parseSettings(found(), {
    today: new Date(),
    environment: `${pulumi.getProject()}-${pulumi.getStack()}`,
    subscriptionId: pulumi.runtime.allConfig()["azure-native:subscriptionId"],
    readFile,
  });
  // RunError: the CLI prints the message and no stack trace.
  if (!settings)
    throw new pulumi.RunError(
      ["The settings of this stack do not fit:", ...messagesOf(problems)].join("\n  "),
    );
  for (const warning of messagesOf(warnings)) void pulumi.log.warn(warning);
  const omitted = omittedSettings(projectFolder, stack, pulumi.runtime.allConfig());
  if (omitted.length > 0)
    void pulumi.log.warn(
      `${stackFolder}/Pulumi.${stack}.yaml lacks settings of Pulumi.${stack}.yaml, so their defaults apply: ${omitted.join(", ")}`,
    );
  return settings;
};

const found = (): FoundSettings => {
  const own = `${pulumi.getProject()}:`;
  return Object.fromEntries(
    Object.entries(pulumi.runtime.allConfig())
      .filter(([key]) => key.startsWith(own))
      .map(([key, value]) => [key.slice(own.length), value]),
  );
};

const readFile = (path: string): Uint8Array | undefined => {
  try {
    return readFileSync(resolve(projectFolder, path));
  } catch {
    return undefined;
  }
};
