import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { messagesOf } from "../problem.ts";
import { settled } from "../settled.ts";
import { projectFolderOf } from "../stack-file.ts";
import type { BatchEnvironmentArgs } from "./args.ts";
import type { Origin } from "./fix.ts";
import { asText, parseSettings } from "./parse-settings.ts";
import { configurationIn } from "./read-settings.ts";
import type { Settings } from "./schema.ts";

/** Settings that may come from other resources of the program, and be unknown in a preview. */
const inputNames: readonly string[] = [
  "tags",
  "subnetId",
  "containerRegistryId",
  "logWorkspaceId",
  "operators",
] satisfies (keyof BatchEnvironmentArgs)[];

/** Settings that resources get as the program passed them, so that Pulumi knows what the resources depend on. */
type InputSettings = Partial<
  Pick<BatchEnvironmentArgs, "tags" | "subnetId" | "containerRegistryId" | "logWorkspaceId">
>;

export interface ResolvedSettings {
  /** Checked values; the default for one that a preview doesn't know yet. */
  readonly settings: Settings;
  /** Values that come from other resources. */
  readonly inputs: InputSettings;
  readonly originOf: (setting: string) => Origin;
}

/**
 * Waits for the arguments that come from other resources, and checks all arguments. Logs a warning for each value that Azure is
 * going to retire.
 *
 * @param name of the environment
 * @throws RunError with a line for each problem
 */
export const resolveSettings = async (
  name: string,
  args: BatchEnvironmentArgs,
  parent?: pulumi.Resource,
): Promise<ResolvedSettings> => {
  const given = await Promise.all(Object.entries(args).map(([key, value]) => resolved(key, value)));
  const unknown = given.filter(({ isKnown }) => !isKnown).map(({ key }) => key);
  requireKnown(unknown.filter((key) => !inputNames.includes(key)));
  const originOf = originIn(args);
  const folder = projectFolderOf(process.cwd());
  const surroundings = {
    today: new Date(),
    name,
    subscriptionId: pulumi.runtime.allConfig()["azure-native:subscriptionId"],
    readFile: (path: string) => contentOf(resolve(folder, path)),
  };
  const raw = given.map(({ key, value }) => [key, value === undefined ? undefined : asText(value)]);
  const { settings, warnings, problems } = parseSettings(Object.fromEntries(raw), surroundings, unknown);
  // RunError: the CLI prints the message and no stack trace.
  if (!settings)
    throw new pulumi.RunError(
      [`Invalid settings of environment ${name}:`, ...messagesOf(problems, originOf)].join("\n  "),
    );
  for (const warning of messagesOf(warnings, originOf)) void pulumi.log.warn(warning, parent);
  if (unknown.includes("operators"))
    void pulumi.log.info("operators: not known in this preview, so it omits their roles.", parent);
  return { settings, inputs: inputsIn(given), originOf };
};

interface Resolved {
  readonly key: string;
  /** The argument, as passed by the program. */
  readonly input: unknown;
  readonly isPlain: boolean;
  readonly isKnown: boolean;
  /** undefined if the value is unknown, or the program passed none. */
  readonly value?: unknown;
}

const resolved = async (key: string, input: unknown): Promise<Resolved> => {
  if (isPlain(input)) return { key, input, isPlain: true, isKnown: true, value: input ?? undefined };
  let found: { readonly value: unknown } | undefined;
  await settled(
    pulumi.output(input as object | undefined).apply((value) => {
      found = { value: value ?? undefined };
    }),
  );
  return { key, input, isPlain: false, isKnown: found !== undefined, ...found };
};

/** Returns whether the value contains no outputs and no promises. */
const isPlain = (value: unknown): boolean => {
  if (typeof value !== "object" || value === null) return typeof value !== "function";
  if (pulumi.Output.isInstance(value) || value instanceof Promise) return false;
  return Object.values(value).every(isPlain);
};

const requireKnown = (unknown: readonly string[]): void => {
  const lines = unknown.map(
    (key) => `${key}: expected a value that a preview knows, got an output of another resource.`,
  );
  if (lines.length > 0) throw new pulumi.RunError(lines.join("\n"));
};

const inputsIn = (given: readonly Resolved[]): InputSettings =>
  Object.fromEntries(
    given
      .filter(({ key, isPlain, value }) => inputNames.includes(key) && !isPlain && value !== "")
      .map(({ key, input, value, isKnown }) => [
        key,
        // An absent optional output counts as not set.
        isKnown && value === undefined ? undefined : pulumi.output(input as object),
      ])
      .filter(([, input]) => input !== undefined),
  );

/** Settings are in the configuration if the program has read it, unless the program sets another value. */
const originIn = (args: BatchEnvironmentArgs) => {
  const configured = configurationIn(args);
  const values: Readonly<Record<string, unknown>> = { ...args };
  return (setting: string): Origin =>
    setting.includes(":") || (configured !== undefined && values[setting] === configured[setting])
      ? "configuration"
      : "arguments";
};

const contentOf = (path: string): Uint8Array | undefined => {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
};
