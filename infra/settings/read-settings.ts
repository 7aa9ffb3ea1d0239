import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { messagesOf } from "../problem.ts";
import { omittedSettings, requireStackFile, stackFolder } from "../stack-file.ts";
import { parseSettings, type RawSettings } from "./parse-settings.ts";
import type { Settings } from "./schema.ts";

export type { Settings };

const projectFolder = resolve(import.meta.dirname, "../..");

/**
 * Returns the settings of the selected stack; nothing else reads its configuration. Logs a warning for each value that Azure is
 * going to retire.
 *
 * @throws RunError with a line for each problem
 */
export const readSettings = (): Settings => {
  const stack = pulumi.getStack();
  requireStackFile(projectFolder, stack);
  const { settings, warnings, problems } = parseSettings(rawSettings(), {
    today: new Date(),
    environment: `${pulumi.getProject()}-${pulumi.getStack()}`,
    subscriptionId: pulumi.runtime.allConfig()["azure-native:subscriptionId"],
    readFile,
  });
  // RunError: the CLI prints the message and no stack trace.
  if (!settings) throw new pulumi.RunError(["Invalid stack settings:", ...messagesOf(problems)].join("\n  "));
  for (const warning of messagesOf(warnings)) void pulumi.log.warn(warning);
  const omitted = omittedSettings(projectFolder, stack, pulumi.runtime.allConfig());
  if (omitted.length > 0)
    void pulumi.log.warn(
      `${stackFolder}/Pulumi.${stack}.yaml lacks settings of the example Pulumi.${stack}.yaml, so their defaults apply: ${omitted.join(", ")}`,
    );
  return settings;
};

const rawSettings = (): RawSettings => {
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
