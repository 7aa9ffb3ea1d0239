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

const hasSettings = (path: string): boolean => {
  try {
    return /^config:/m.test(readFileSync(path, "utf8"));
  } catch {
    return false;
  }
};
