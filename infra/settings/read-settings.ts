import * as pulumi from "@pulumi/pulumi";
import { omittedSettings, projectFolderOf, requireStackFile } from "../stack-file.ts";
import type { BatchEnvironmentArgs } from "./args.ts";
import { defaults, typeOf } from "./defaults.ts";
import { asText } from "./parse-settings.ts";

interface ReadOptions {
  /** Settings of the project that only the program itself reads. Others that aren't an environment's are refused, as typos. */
  readonly ignore?: readonly string[];
}

/**
 * Returns the settings of the selected stack, for a `BatchEnvironment`, which checks them. Values that its configuration lacks are
 * missing and have the environment's defaults.
 *
 * Reads the configuration of the running program's project, such as `my-project:nodeCount`. Logs a warning if the stack's file lacks
 * settings of its example.
 *
 * @throws RunError if the project has an example of the stack's name, such as Pulumi.dev.yaml, and the stack has no settings
 */
export const readSettings = ({ ignore = [] }: ReadOptions = {}): BatchEnvironmentArgs => {
  const stack = pulumi.getStack();
  const folder = projectFolderOf(process.cwd());
  requireStackFile(folder, stack);
  const all = pulumi.runtime.allConfig();
  const own = `${pulumi.getProject()}:`;
  const inEffect = Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [own + name, asText(value)]),
  );
  const omitted = omittedSettings(folder, stack, { ...inEffect, ...all });
  if (omitted.length > 0)
    void pulumi.log.warn(
      `The settings of stack ${stack} lack some of the example Pulumi.${stack}.yaml, so their defaults apply: ${omitted.join(", ")}`,
    );
  const values = Object.fromEntries(
    Object.entries(all)
      .filter(([key]) => key.startsWith(own) && !ignore.includes(key.slice(own.length)))
      .map(([key, text]) => [key.slice(own.length), parsedValue(key.slice(own.length), text)]),
  );
  return { ...values, [configuration]: values } as BatchEnvironmentArgs;
};

/** Property of arguments with the values that `readSettings` returned. It stays in copies such as `{ ...readSettings(), nodeCount: 3 }`. */
const configuration = Symbol("configuration");

/** Returns the part of the arguments that comes from the stack's configuration; undefined if `readSettings` returned none of them. */
export const configurationIn = (args: object): Readonly<Record<string, unknown>> | undefined =>
  (args as { readonly [configuration]?: Readonly<Record<string, unknown>> })[configuration];

/** Converts the text of the configuration to the setting's type. Returns invalid text as it is, for the check to report. */
const parsedValue = (name: string, text: string): unknown => {
  const type = typeOf(name);
  if (type === "integer" && /^-?\d+$/.test(text)) return Number(text);
  if (type === "boolean" && /^(true|false)$/.test(text)) return text === "true";
  if (type === "array" || type === "object") return parsed(text, type === "array");
  return text;
};

const parsed = (text: string, isList: boolean): unknown => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && Array.isArray(value) === isList ? value : text;
  } catch {
    return text;
  }
};
