import { pathToFileURL } from "node:url";
import type { Workload } from "../../task/workload.ts";
import { usageError } from "../errors.ts";

/**
 * Loads the workload that a file exports, by whatever name.
 *
 * @throws RunnerError `WorkloadNotLoaded` or `WorkloadNotExported`.
 */
export const loadWorkload = async (file: string, shown: string): Promise<Workload> => {
  const module: Readonly<Record<string, unknown>> = await import(pathToFileURL(file).href).catch(
    (error: unknown) => {
      throw usageError("WorkloadNotLoaded", `${shown} can't be loaded: ${reasonOf(error)}`);
    },
  );
  const exported = Object.entries(module).filter(([, value]) => isWorkload(value));
  const workloads = new Set(exported.map(([, value]) => value));
  const [only] = workloads;
  if (workloads.size === 1 && isWorkload(only)) return only;
  const got = workloads.size === 0 ? Object.keys(module) : exported.map(([name]) => name);
  throw usageError(
    "WorkloadNotExported",
    `${shown}: expected one exported workload, got ${exported.length === 0 ? "none" : got.join(", ")}`,
    workloads.size === 0
      ? "Write `export const myWorkload = defineWorkload({ … });`."
      : "Move each of the other workloads to a separate file.",
  );
};

const fields = ["description", "plan", "command", "main"];

/** A misspelt field is reported later, with its name. */
const isWorkload = (value: unknown): value is Workload =>
  typeof value === "object" && value !== null && fields.some((field) => field in value);

/** For a syntax error, Node puts place and line before the message. For other errors, the stack has the place. */
export const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { message, stack = "" } = error;
  const summary = `${error.name}: ${message}`;
  const before = stack.slice(0, Math.max(0, stack.indexOf("\n    at ")));
  if (error instanceof SyntaxError && before.includes("\n")) return before.trim();
  const place = /(?<=[\s(])(?:file:\/\/)?\/[^\s()]+:\d+:\d+/.exec(stack)?.[0];
  return place === undefined || "code" in error ? summary : `${summary} (${place})`;
};
