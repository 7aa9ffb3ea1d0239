import { readFileSync } from "node:fs";
import { join } from "node:path";
import { RunError } from "@pulumi/pulumi";

/** `stackConfigDir` of Pulumi.yaml, where the Pulumi CLI keeps the settings of each stack. Git ignores what is in it. */
export const stackFolder = "stacks";

/**
 * Throws if a stack has no settings although the project has an example of its name, such as Pulumi.dev.yaml: deployed with the
 * defaults, it would be another environment than its name says.
 */
export const requireStackFile = (projectFolder: string, stack: string): void => {
  const file = `Pulumi.${stack}.yaml`;
  if (!hasSettings(join(projectFolder, file)) || hasSettings(join(projectFolder, stackFolder, file))) return;
  throw new RunError(
    `Settings of stack ${stack}: expected them in ${stackFolder}/${file}, got none. ` +
      `Start with those of ${file}: cp ${file} ${stackFolder}/`,
  );
};

/**
 * Returns the settings that the example of a stack's name has and the stack's file doesn't, such as after `pulumi config set`
 * without a copy of the example. Those whose value is in effect anyway are left out; `inEffect` has the project's prefix.
 */
export const omittedSettings = (
  projectFolder: string,
  stack: string,
  inEffect: Readonly<Record<string, string | undefined>>,
): string[] => {
  const file = `Pulumi.${stack}.yaml`;
  const own = settingsIn(join(projectFolder, stackFolder, file));
  return [...settingsIn(join(projectFolder, file))]
    .filter(([name, value]) => !own.has(name) && inEffect[name] !== value)
    .map(([name]) => name.replace(/^(?!azure-native:)[^:]+:/, ""));
};

/** Names with their values in the form in which Pulumi writes them, a line each; "" for a list or an object. */
const settingsIn = (path: string): Map<string, string> =>
  new Map(
    Array.from(contentOf(path).matchAll(/^ +([\w-]+:\w+): *(.*?) *$/gm), ([, name, value]) => [
      name!,
      value!,
    ]),
  );

const hasSettings = (path: string): boolean => /^config:/m.test(contentOf(path));

/** "" if there is no such file. */
const contentOf = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
};
