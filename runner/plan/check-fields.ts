import { closest, distance } from "fastest-levenshtein";
import type { TaskPlan, Workload } from "../../task/workload.ts";
import { usageError } from "../errors.ts";

type Fields<T> = Record<keyof Required<T>, true>;

const settings = { env: true, timeout: true, retries: true, slots: true, image: true } as const;
const program = { command: true, inputs: true } as const;

const workloadFields: Fields<Workload> = {
  ...settings,
  ...program,
  description: true,
  main: true,
  files: true,
  plan: true,
  columns: true,
  row: true,
};

const taskFields: Fields<TaskPlan> = {
  ...settings,
  ...program,
  name: true,
  args: true,
  outputs: true,
  after: true,
  ifFails: true,
};

/**
 * Refuses a declaration with a field that nobody knows, or with a program too many or too few. The types say so too, but
 * Node runs TypeScript without reading them, and a misspelt `outputs` would make a run that succeeds without any.
 */
export const checkWorkload = (name: string, workload: Workload): void => {
  checkFields(`workload ${name}`, workload, workloadFields);
  const { main, command } = workload;
  if ((main === undefined) !== (command === undefined)) return;
  const found = main === undefined ? "neither" : "both";
  throw usageError(
    `workload ${name}: expected one of main (TypeScript) and command (for bash), found ${found}`,
  );
};

export const checkTaskFields = (name: string, task: TaskPlan): void =>
  checkFields(`a task of workload ${name}`, task, taskFields);

const checkFields = (what: string, value: object, known: object): void => {
  for (const field of Object.keys(value)) {
    if (Object.hasOwn(known, field)) continue;
    const near = closest(field, Object.keys(known));
    const hint =
      distance(field, near) <= 2 ? `did you mean ${near}?` : `it may have ${Object.keys(known).join(", ")}`;
    throw usageError(`${what} has a field "${field}", which is none; ${hint}`);
  }
};
