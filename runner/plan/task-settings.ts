import type { TaskPlan, Workload } from "../../task/workload.ts";
import { usageError } from "../errors.ts";
import type { ManifestTask, Retries } from "../manifest/manifest.ts";
import { textProblem } from "../manifest/path-problems.ts";
import { isOwnVariable } from "../manifest/reserved-names.ts";
import { parseDuration } from "../text/duration.ts";

type Settings = Pick<ManifestTask, "env" | "timeoutMs" | "retries" | "slots" | "image">;

/**
 * Returns a task's settings, with the workload's as defaults. `what` names the task in errors.
 *
 * @throws RunnerError `usage` for an invalid setting.
 */
export const settingsOf = (
  task: TaskPlan,
  workload: Workload,
  { what, maxRetries }: { readonly what: string; readonly maxRetries: number | undefined },
): Settings => {
  const { timeout = workload.timeout, slots = workload.slots, image = workload.image } = task;
  const env = { ...workload.env, ...task.env };
  for (const [name, value] of Object.entries(env)) refuseVariable(name, value, what);
  if (slots !== undefined && !(Number.isInteger(slots) && slots >= 1))
    throw usageError("InvalidSlots", `slots of ${what}: expected a whole number from 1, got ${slots}`);
  if (image?.trim() === "") throw usageError("InvalidImage", `image of ${what}: expected a name, got ""`);
  return {
    env: Object.keys(env).length > 0 ? env : undefined,
    timeoutMs: timeout === undefined ? undefined : parseDuration(timeout, `timeout of ${what}`),
    retries: task.retries === undefined ? undefined : retriesOf(task.retries, maxRetries),
    slots: slots === 1 ? undefined : slots,
    image,
  };
};

/** Returns a table of retries, with the number that the command line gives if any. */
export const retriesOf = (retries: Workload["retries"], max: number | undefined): Retries => {
  const { on, notOn, max: own } = typeof retries === "number" ? { max: retries } : (retries ?? { max: 0 });
  return { max: max ?? own, on: on && [...on], notOn: notOn && [...notOn] };
};

const refuseVariable = (name: string, value: unknown, what: string): void => {
  if (!/^[A-Za-z_]\w*$/.test(name))
    throw usageError("InvalidVariableName", `env of ${what}: expected the name of a variable, got "${name}"`);
  if (isOwnVariable(name))
    throw usageError("ReservedVariable", `env of ${what}: ${name} is reserved for Batch and the runner`);
  const problem = typeof value === "string" ? textProblem(value) : typeof value;
  if (problem !== undefined)
    throw usageError("InvalidVariable", `env of ${what}: expected text in ${name}, got ${problem}`);
};
