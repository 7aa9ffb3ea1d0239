import { closest, distance } from "fastest-levenshtein";
import type { Workload } from "../../task/workload.ts";
import type { CommandContext } from "../command-context.ts";
import { usageError } from "../errors.ts";
import { checkWorkload } from "./check-fields.ts";

type Workloads = Pick<CommandContext, "workloads" | "workloadsError">;

/**
 * Returns a workload, or undefined if this checkout doesn't have it.
 *
 * @throws RunnerError `usage` if it can't be loaded.
 */
export const workloadNamed = async (
  name: string,
  { workloads, workloadsError }: Workloads,
): Promise<Workload | undefined> => {
  if (workloadsError !== undefined)
    throw usageError("WorkloadsNotLoaded", `task/index.ts can't be loaded: ${reasonOf(workloadsError)}`);
  const found = Object.hasOwn(workloads, name) ? workloads[name] : undefined;
  if (typeof found !== "function") return found;
  const workload = await found().catch((error: unknown) => {
    throw usageError(
      "WorkloadNotLoaded",
      `workload ${name} can't be loaded: ${reasonOf(error)}`,
      `Fix task/${name}/workload.ts or its imports. Commands that don't need this workload still work.`,
    );
  });
  if (typeof workload === "object" && workload !== null) return workload;
  throw usageError(
    "WorkloadNotExported",
    `workload ${name}: expected task/${name}/workload.ts to export the workload that task/index.ts names, got ${workload === undefined ? "no such export" : String(workload)}`,
  );
};

/**
 * Returns a checked workload.
 *
 * @throws RunnerError `UnknownWorkload` with the workload of the most similar name, or one of `workloadNamed` or `checkWorkload`.
 */
export const findWorkload = async (name: string, context: Workloads): Promise<Workload> => {
  const found = await workloadNamed(name, context);
  if (found !== undefined) {
    checkWorkload(name, found);
    return found;
  }
  const names = Object.keys(context.workloads);
  const near = closest(name, names);
  const isNear = distance(name, near) <= 2;
  throw usageError(
    "UnknownWorkload",
    `unknown workload "${name}"${isNear ? `; did you mean "${near}"?` : ": task/index.ts doesn't list it"}`,
    `Workloads: ${names.join(", ")}${isNear ? "" : ". Run `npx azbatch new` to create one."}`,
  );
};

/** For a syntax error, Node puts place and line before the message. For other errors, the stack has the place. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { message, stack = "" } = error;
  const summary = `${error.name}: ${message}`;
  const before = stack.slice(0, Math.max(0, stack.indexOf("\n    at ")));
  if (error instanceof SyntaxError && before.includes("\n")) return before.trim();
  const place = /\(?((?:file:\/\/)?\/[^\s()]+:\d+:\d+)\)?/.exec(stack)?.[1];
  return place === undefined || "code" in error ? summary : `${summary} (${place})`;
};
