import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as v from "valibot";
import { parse } from "yaml";
import { environmentError } from "../errors.ts";
import { dependsOnAzbatch, foldersFrom, hasPulumi } from "./find-project.ts";

/** The Pulumi project that commands in a folder belong to. */
export interface PulumiProject {
  /** Folder of Pulumi.yaml. */
  readonly folder: string;
  readonly name: string;
  /** Whether its program uses azbatch. Another project's stacks have no Batch environment that the runner knows. */
  readonly usesAzbatch: boolean;
}

const ProjectFile = v.object({
  name: v.string(),
  /** Written by `pulumi package add`. */
  packages: v.optional(v.record(v.string(), v.unknown())),
});

/**
 * Returns the project of the nearest Pulumi.yaml, upwards, as the Pulumi CLI finds it. Returns undefined without a
 * Pulumi.yaml, or if it is another infrastructure's and can't be read.
 *
 * @throws RunnerError `PulumiSettingsInvalid` if a project that uses azbatch can't be read.
 */
export const findPulumiProject = (start: string): PulumiProject | undefined => {
  const folder = foldersFrom(start).find(hasPulumi);
  if (folder === undefined) return undefined;
  const path = join(folder, "Pulumi.yaml");
  const isDependent = packageUsesAzbatch(folder);
  const { success, output } = v.safeParse(ProjectFile, parsed(path));
  if (success) {
    const { name, packages = {} } = output;
    return { folder, name, usesAzbatch: isDependent || "azbatch" in packages };
  }
  if (!isDependent) return undefined;
  throw environmentError(
    "PulumiSettingsInvalid",
    `${path}: expected YAML with the name of the project, got other content`,
  );
};

/** The nearest package.json decides: a monorepo may have one with azbatch above a program that doesn't use it. */
const packageUsesAzbatch = (folder: string): boolean => {
  for (let here = folder; ; here = dirname(here)) {
    const answer = dependsOnAzbatch(here);
    if (answer !== undefined) return answer;
    if (here === dirname(here)) return false;
  }
};

const parsed = (path: string): unknown => {
  try {
    return parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
};
