import type { TaskPlan, Workload } from "../../task/workload.ts";
import { usageError } from "../errors.ts";
import type { ManifestTask, Retries } from "../manifest/manifest.ts";
import { textProblem } from "../manifest/paths.ts";
import { isOwnVariable } from "../manifest/reserved-names.ts";
import { parseDuration } from "../text/duration.ts";

type Settings = Pick<ManifestTask, "env" | "timeoutMs" | "retries" | "slots" | "image">;

/** A workload's settings with a task's own in their place. `what` names the task in a refusal. */
export const settingsOf = (
  task: TaskPlan,
  workload: Workload,
  { what, maxRetries }: { readonly what: string; readonly maxRetries: number | undefined },
): Settings => {
  const { timeout = workload.timeout, slots = workload.slots, image = workload.image } = task;
  const env = { ...workload.env, ...task.env };
  for (const [name, value] of Object.entries(env)) refuseVariable(name, value, what);
  if (slots !== undefined && !(Number.isInteger(slots) && slots >= 1))
    throw usageError("InvalidSlots", `${what}: expected slots to be a whole number from 1, found ${slots}`);
  if (image?.trim() === "")
    throw usageError("InvalidImage", `${what}: expected the name of an image, found ""`);
  return {
    env: Object.keys(env).length > 0 ? env : undefined,
    timeoutMs: timeout === undefined ? undefined : parseDuration(timeout, `timeout of ${what}`),
    retries: task.retries === undefined ? undefined : retriesOf(task.retries, maxRetries),
    slots: slots === 1 ? undefined : slots,
    image,
  };
};

/** A table of retries, with the user's number. */
export const retriesOf = (retries: Workload["retries"], max: number | undefined): Retries => {
  const { on, notOn, max: own } = typeof retries === "number" ? { max: retries } : (retries ?? { max: 0 });
  return { max: max ?? own, on: on && [...on], notOn: notOn && [...notOn] };
};

const refuseVariable = (name: string, value: unknown, what: string): void => {
  if (!/^[A-Za-z_]\w*$/.test(name))
    throw usageError(
      "InvalidVariableName",
      `${what}: expected the name of an environment variable, found "${name}"`,
    );
  if (isOwnVariable(name))
    throw usageError("ReservedVariable", `${what}: ${name} is set by the runner or by Batch itself`);
  const problem = typeof value === "string" ? textProblem(value) : typeof value;
  if (problem !== undefined)
    throw usageError(
      "InvalidVariable",
      `${what}: expected text in environment variable ${name}, found ${problem}`,
    );
};
