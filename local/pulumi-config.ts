import { existsSync, readFileSync } from "node:fs";
import * as v from "valibot";
import { parse } from "yaml";
import { defaults as settingDefaults } from "../infra/settings/defaults.ts";
import { messageOf } from "./emulator/system/errors.ts";
import { LocalCloudError } from "./errors.ts";

/** Configuration as Pulumi passes it to a program: `project:key` → text, JSON for lists and objects. */
export interface PulumiConfig {
  readonly project: string;
  readonly values: Record<string, string>;
}

const Scalar = v.union([v.string(), v.number(), v.boolean()]);
const Names = v.pipe(
  v.record(v.string(), Scalar),
  v.check((names) => !("secure" in names)),
);
const Value = v.union([Scalar, v.array(Scalar), Names]);
const Project = v.object({
  name: v.string(),
  config: v.optional(
    v.record(
      v.string(),
      v.union([Scalar, v.looseObject({ default: v.optional(Value), value: v.optional(Value) })]),
    ),
    {},
  ),
});
const Stack = v.object({ config: v.optional(v.record(v.string(), Value), {}) });

/**
 * Reads the values of Pulumi.yaml, overridden by those of a stack's file, as the Pulumi engine does. Without a Pulumi.yaml, there are
 * only those of the stack's file. Leaves out settings of the project that the environment doesn't have.
 *
 * @throws LocalCloudError if a file is missing or invalid, or has encrypted values (`secure:`), which need the engine
 */
export const readPulumiConfig = (projectFile?: string, stackFile?: string): PulumiConfig => {
  const project = projectFile === undefined ? withoutProject : readYaml(projectFile, Project);
  const stack = stackFile === undefined ? { config: {} } : readYaml(stackFile, Stack);
  const qualified = (key: string): string => (key.includes(":") ? key : `${project.name}:${key}`);
  const defaults = Object.entries(project.config).flatMap(([key, declared]) => {
    const value = typeof declared === "object" ? (declared.value ?? declared.default) : declared;
    return value === undefined ? [] : [[qualified(key), asText(value)]];
  });
  if (projectFile === undefined) refuseForeign(Object.keys(stack.config), stackFile);
  const set = Object.entries(stack.config).map(([key, value]) => [qualified(key), asText(value)]);
  const values = [...defaults, ...set].filter(
    ([key = ""]) => projectFile === undefined || !isForeign(key, project.name),
  );
  return { project: project.name, values: Object.fromEntries(values) };
};

/** Whether only the project's program reads a setting, which may declare more than the environment. */
const isForeign = (key: string, project: string): boolean =>
  key.startsWith(`${project}:`) && !(key.slice(project.length + 1) in settingDefaults);

/** Without this check, the settings of another project would be ignored without a word. */
const refuseForeign = (keys: readonly string[], stackFile?: string): void => {
  const foreign = keys.find((key) => /^(?!azbatch:|azure-native:).+:/.test(key));
  if (foreign === undefined) return;
  throw new LocalCloudError(
    "UnsupportedSetting",
    `${stackFile}: ${foreign}: expected a setting of azbatch. Pass --project for the settings of a project.`,
  );
};

const withoutProject: v.InferOutput<typeof Project> = { name: "azbatch", config: {} };

const asText = (value: v.InferOutput<typeof Value>): string =>
  typeof value === "object" ? JSON.stringify(value) : String(value);

const readYaml = <Schema extends v.GenericSchema>(path: string, schema: Schema): v.InferOutput<Schema> => {
  if (!existsSync(path))
    throw new LocalCloudError(
      "SettingsFileNotFound",
      `${path}: expected a file with settings, got nothing. Check --stack-file.`,
    );
  const result = v.safeParse(schema, parseYaml(path));
  if (result.success) return result.output;
  const [issue] = result.issues;
  const where = v.getDotPath(issue) ?? "the file";
  throw new LocalCloudError(
    "UnsupportedSetting",
    `${path}: ${where}: expected a text, a number, true, false, or a list or object of these`,
  );
};

const parseYaml = (path: string): unknown => {
  try {
    return parse(readFileSync(path, "utf8")) ?? {};
  } catch (error) {
    throw new LocalCloudError("InvalidSettingsFile", `${path}: expected YAML, got ${messageOf(error)}`);
  }
};
