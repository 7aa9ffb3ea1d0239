import { closest, distance } from "fastest-levenshtein";
import type { Workload } from "../../task/workload.ts";
import type { CommandContext } from "../command-context.ts";
import { usageError } from "../errors.ts";
import { checkWorkload } from "./check-fields.ts";

type Workloads = Pick<CommandContext, "workloads" | "workloadsError">;

/**
 * Returns a workload, undefined if this checkout does not have it.
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
      `Fix task/${name}/workload.ts or what it imports. Commands that don't need this workload work.`,
    );
  });
  if (typeof workload === "object" && workload !== null) return workload;
  throw usageError(
    "WorkloadNotExported",
    `workload ${name}: expected task/${name}/workload.ts to export the workload that task/index.ts names, found ${workload === undefined ? "no such export" : String(workload)}`,
  );
};

/** The workload, or an error that names the nearest one. */
export const findWorkload = async (name: string, context: Workloads): Promise<Workload> => {
  const found = await workloadNamed(name, context);
  if (found !== undefined) {
    checkWorkload(name, found);
    return found;
  }
  const names = Object.keys(context.workloads);
  const near = closest(name, names);
  const guess =
    distance(name, near) <= 2
      ? `; did you mean ${near}?`
      : ": task/index.ts has no line for it; npm run new makes one";
  throw usageError(
    "UnknownWorkload",
    `there is no workload "${name}"${guess}`,
    `Workloads: ${names.join(", ")}`,
  );
};

/** Of a mistake in the code, Node puts place and line before the message; of any other error the stack has the place. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { message, stack = "" } = error;
  const summary = `${error.name}: ${message}`;
  const before = stack.slice(0, Math.max(0, stack.indexOf("\n    at ")));
  if (error instanceof SyntaxError && before.includes("\n")) return before.trim();
  const place = /\(?((?:file:\/\/)?\/[^\s()]+:\d+:\d+)\)?/.exec(stack)?.[1];
  return place === undefined || "code" in error ? summary : `${summary} (${place})`;
};
