import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { RunError } from "@pulumi/pulumi";
import { parse, YAMLError } from "yaml";

/** Returns the nearest folder with a Pulumi.yaml, from `start` upwards, or else `start`. */
export const projectFolderOf = (start: string): string => {
  let folder = start;
  while (!existsSync(join(folder, "Pulumi.yaml"))) {
    if (dirname(folder) === folder) return start;
    folder = dirname(folder);
  }
  return folder;
};

/**
 * Returns `stackConfigDir` of Pulumi.yaml, where the Pulumi CLI keeps the settings of each stack. Without it, the CLI keeps them next
 * to Pulumi.yaml, and there are no examples.
 */
const stackFolderIn = (projectFolder: string): string | undefined => {
  const project = parseFile(join(projectFolder, "Pulumi.yaml"));
  const folder = isMapping(project) ? project.stackConfigDir : undefined;
  return typeof folder === "string" && folder !== "" ? folder : undefined;
};

/**
 * Refuses to deploy a stack without settings if the project has an example of the stack's name, such as Pulumi.dev.yaml: the
 * defaults would make an environment that differs from what its name promises.
 *
 * @throws RunError
 */
export const requireStackFile = (projectFolder: string, stack: string): void => {
  const file = `Pulumi.${stack}.yaml`;
  const stackFolder = stackFolderIn(projectFolder);
  if (stackFolder === undefined) return;
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
  const stackFolder = stackFolderIn(projectFolder);
  const example = stackFolder === undefined ? undefined : configIn(projectFolder, file);
  if (stackFolder === undefined || example === undefined) return [];
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
