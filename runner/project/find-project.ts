import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import * as v from "valibot";

/**
 * Returns the folder of the project that contains `start`: the nearest one, upwards, with a Pulumi.yaml or with a package.json
 * that depends on azbatch. Returns undefined if no folder is a project.
 */
export const findProject = (start: string): string | undefined => foldersFrom(start).find(isProject);

const isProject = (folder: string): boolean => hasPulumi(folder) || dependsOnAzbatch(folder) === true;

/**
 * Returns a folder and those above it, the deepest first. A folder of another user, such as /tmp, is left out, because a project's
 * workloads are code that the runner loads.
 */
export const foldersFrom = (start: string): string[] => {
  const trusted = [process.geteuid?.(), 0, ownerOf(start)];
  const folders = [start];
  for (let here = start; here !== dirname(here); ) {
    here = dirname(here);
    folders.push(here);
  }
  return folders.filter((folder) => trusted.includes(ownerOf(folder)));
};

export const hasPulumi = (folder: string): boolean => existsSync(join(folder, "Pulumi.yaml"));

/** Returns whether the package in this folder is azbatch or depends on it; undefined if there is no package. */
export const dependsOnAzbatch = (folder: string): boolean | undefined => {
  const found = readPackage(folder);
  if (found === undefined) return undefined;
  const { name, dependencies, devDependencies, optionalDependencies } = found;
  return name === "azbatch" || "azbatch" in { ...dependencies, ...devDependencies, ...optionalDependencies };
};

const PackageNames = v.optional(v.record(v.string(), v.unknown()));
const Package = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    name: v.optional(v.string()),
    dependencies: PackageNames,
    devDependencies: PackageNames,
    optionalDependencies: PackageNames,
    /** Settings of azbatch. */
    azbatch: v.fallback(v.optional(v.object({ workload: v.optional(v.string()) })), undefined),
  }),
);
type Package = v.InferOutput<typeof Package>;

/** Returns the contents of package.json, or undefined if it is missing or npm couldn't use it either. */
export const readPackage = (folder: string): Package | undefined => {
  const text = contentOf(join(folder, "package.json"));
  const { success, output } = v.safeParse(Package, text);
  return success ? output : undefined;
};

const contentOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
};

const ownerOf = (folder: string): number | undefined => statSync(folder, { throwIfNoEntry: false })?.uid;
