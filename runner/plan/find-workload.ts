import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { closest, distance } from "fastest-levenshtein";
import type { Workload } from "../../task/workload.ts";
import type { CommandContext } from "../command-context.ts";
import { RunnerError, usageError } from "../errors.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { pathProblem } from "../manifest/path-problems.ts";
import { loadWorkload, reasonOf } from "../project/load-workload.ts";
import { checkWorkload } from "./check-fields.ts";

export type Workloads = Pick<CommandContext, "workloads" | "workloadFile" | "projectDir">;

/**
 * Returns the workload of a run, or undefined if this project doesn't have it. A path that leads out of the project is not
 * followed, because the manifest is in storage, and its path names code to load.
 *
 * @throws RunnerError `usage` if it can't be loaded.
 */
export const workloadOf = async (
  { workload: name, workloadFile: path }: Pick<Manifest, "workload" | "workloadFile">,
  context: Workloads,
): Promise<Workload | undefined> => {
  if (path === undefined) return workloadNamed(name, context);
  if (context.workloadFile?.path === path) return context.workloadFile.load();
  const file = join(context.projectDir, path);
  return pathProblem(path) === undefined && existsSync(file) ? loadWorkload(file, path) : undefined;
};

/** Returns the word that submits a run's workload again: its name, or its file relative to the working directory. */
export const submitWord = (
  { workload, workloadFile: path }: Pick<Manifest, "workload" | "workloadFile">,
  { cwd, projectDir }: Pick<CommandContext, "cwd" | "projectDir">,
): string => {
  if (path === undefined) return workload;
  const fromHere = relative(cwd, join(projectDir, path));
  return fromHere.startsWith(".") ? fromHere : `./${fromHere}`;
};

const workloadNamed = async (
  name: string,
  { workloads }: Pick<Workloads, "workloads">,
): Promise<Workload | undefined> => {
  const found = Object.hasOwn(workloads, name) ? workloads[name] : undefined;
  if (typeof found !== "function") return found;
  return found().catch((error: unknown) => {
    if (error instanceof RunnerError) throw error;
    throw usageError("WorkloadNotLoaded", `workload ${name} can't be loaded: ${reasonOf(error)}`);
  });
};

/**
 * Returns the checked workload of a new run.
 *
 * @throws RunnerError `UnknownWorkload` with the workload of the most similar name, or one of `workloadOf` or `checkWorkload`.
 */
export const findWorkload = async (name: string, context: Workloads): Promise<Workload> => {
  const file = context.workloadFile?.path;
  const found = await workloadOf({ workload: name, workloadFile: file }, context);
  if (found !== undefined) {
    checkWorkload(name, found);
    return found;
  }
  const names = Object.keys(context.workloads);
  const near = closest(name, names);
  const isNear = near !== undefined && distance(name, near) <= 2;
  throw usageError(
    "UnknownWorkload",
    `unknown workload "${name}"${isNear ? `; did you mean "${near}"?` : `: expected a folder of ${join(context.projectDir, "task")}, or a workload's file`}`,
    isNear
      ? listText(names)
      : `${listText(names)}. Create one with \`npx azbatch new\`. For a script, no workload is needed: \`npx azbatch run\`.`,
  );
};

const listText = (names: readonly string[]): string =>
  names.length === 0 ? "The project has no workloads" : `Workloads: ${names.join(", ")}`;
