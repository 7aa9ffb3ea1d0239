import { readFileSync } from "node:fs";
import { join } from "node:path";
import { RunError } from "@pulumi/pulumi";
import { parse, YAMLError } from "yaml";

/** `stackConfigDir` of Pulumi.yaml, where the Pulumi CLI keeps the settings of each stack. Git ignores the files in it. */
export const stackFolder = "stacks";

/**
 * Refuses to deploy a stack without settings if the project has an example of the stack's name, such as Pulumi.dev.yaml: the
 * defaults would make an environment that differs from what its name promises.
 *
 * @throws RunError
 */
export const requireStackFile = (projectFolder: string, stack: string): void => {
  const file = `Pulumi.${stack}.yaml`;
  if (!configIn(projectFolder, file) || configIn(projectFolder, stackFolder, file)) return;
  throw new RunError(
    `Settings of stack ${stack}: expected them in ${stackFolder}/${file}, got none. ` +
      `Run \`cp ${file} ${stackFolder}/\` to start with the example.`,
  );
};

/**
 * Returns the settings that a stack's example has and its own file lacks, as after `pulumi config set` without a copy of the
 * example. Settings whose value is in effect anyway are left out. The keys of `inEffect` start with a namespace, such as
 * `azure-batch-workloads:`; its values are Pulumi's text: JSON for a list or an object.
 */
export const omittedSettings = (
  projectFolder: string,
  stack: string,
  inEffect: Readonly<Record<string, string | undefined>>,
): string[] => {
  const file = `Pulumi.${stack}.yaml`;
  const example = configIn(projectFolder, file);
  if (example === undefined) return [];
  const own = configIn(projectFolder, stackFolder, file) ?? {};
  return Object.entries(example)
    .filter(([name, value]) => !(name in own) && inEffect[name] !== asText(value))
    .map(([name]) => name.replace(/^(?!azure-native:)[^:]+:/, ""));
};

const asText = (value: unknown): string =>
  typeof value === "object" ? JSON.stringify(value) : String(value);

/** Returns the settings under `config` in a stack's file; undefined if the file or the key is missing. */
const configIn = (...path: string[]): Readonly<Record<string, unknown>> | undefined => {
  const file = parseFile(join(...path));
  if (!isMapping(file) || !("config" in file)) return undefined;
  return isMapping(file.config) ? file.config : {};
};

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Returns undefined if the file can't be read. */
const parseFile = (path: string): unknown => {
  const content = contentOf(path);
  try {
    return content === undefined ? undefined : parse(content);
  } catch (error) {
    if (!(error instanceof YAMLError)) throw error;
    throw new RunError(`${path}:${error.linePos?.[0].line}: expected YAML, got an error (${error.code})`);
  }
};

const contentOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
};
