import { closest, distance } from "fastest-levenshtein";
import * as v from "valibot";
import type { Retries, TaskPlan, Workload } from "../../task/workload.ts";
import { usageError } from "../errors.ts";

// Each schema's message is the expectation, as it appears in an error after "expected".
type Fields<T> = Record<keyof Required<T>, v.GenericSchema>;

const text = v.string("text");
const number = v.number("a number");
const listOf = (item: v.GenericSchema) => v.array(item, "a list");
const url = v.instance(URL, 'new URL("./…", import.meta.url)');

const exitCodes = v.optional(listOf(number));
const retryFields = { max: number, on: exitCodes, notOn: exitCodes } satisfies Fields<Retries>;
const retryTable = v.pipe(
  v.object(retryFields, "a number or a table"),
  v.check(({ on, notOn }) => on === undefined || notOn === undefined, "only one of on and notOn"),
);

const settings = {
  env: v.optional(v.looseObject({}, "a table")),
  timeout: v.optional(text),
  retries: v.optional(v.lazy((value) => (typeof value === "number" ? number : retryTable))),
  slots: v.optional(number),
  image: v.optional(text),
};

const workloadFields = {
  ...settings,
  description: text,
  main: v.optional(url),
  command: v.optional(text),
  files: v.optional(listOf(url)),
  requirements: v.optional(v.lazy((value) => (Array.isArray(value) ? listOf(text) : url))),
  python: v.optional(v.pipe(text, v.regex(/^3\.\d+$/, 'a version such as "3.12"'))),
  inputs: v.optional(v.unknown()),
  inputFolder: v.optional(text),
  plan: v.function("a function"),
  maxFails: v.optional(v.union([v.number(), v.string()], "a number or a percentage")),
  columns: v.optional(listOf(text)),
  row: v.optional(v.function("a function")),
} satisfies Fields<Workload>;

const task = v.looseObject({}, "a task");
const file = v.object({ name: text }, "an input file or an output of a task");
const result = v.object({ task, path: text, name: text });
const pattern = v.object({ pattern: text, isOptional: v.boolean("true or false") }, "text or a pattern");
const isResult = (value: unknown): boolean => typeof value === "object" && value !== null && "task" in value;

const taskFields = {
  ...settings,
  name: v.optional(text),
  inputs: v.optional(listOf(v.lazy((value) => (isResult(value) ? result : file)))),
  args: v.optional(listOf(v.union([v.string(), v.number()], "text or a number"))),
  outputs: v.optional(listOf(v.lazy((value) => (typeof value === "string" ? text : pattern)))),
  after: v.optional(listOf(task)),
  ifFails: v.optional(v.picklist(["stop", "continue"], '"stop" or "continue"')),
  command: v.optional(text),
} satisfies Fields<TaskPlan>;

const workloadSchema = v.object(workloadFields);
const taskSchema = v.object(taskFields, "a task");

/**
 * Checks a workload's fields and their types, and that it has exactly one program. Node runs TypeScript without checking types, and
 * with a misspelt `outputs` a run would succeed without any.
 *
 * @throws RunnerError `UnknownField`, `InvalidField` or `InvalidProgram`.
 */
export const checkWorkload = (name: string, workload: Workload): void => {
  const what = `workload ${name}`;
  checkFields(what, workload, workloadFields);
  checkFields(`retries of ${what}`, workload.retries, retryFields);
  checkTypes(what, workload, workloadSchema);
  const { main, command } = workload;
  if ((main === undefined) !== (command === undefined)) return;
  const got = main === undefined ? "neither" : "both";
  throw usageError(
    "InvalidProgram",
    `${what}: expected one of main (TypeScript) and command (for bash), got ${got}`,
  );
};

/** Checks the fields of a task that a plan returned, like `checkWorkload`. */
export const checkTask = (workload: string, made: TaskPlan): void => {
  const named = typeof made?.name === "string" ? `task "${made.name}"` : "a task";
  const what = `${named} of workload ${workload}`;
  checkFields(what, made, taskFields);
  checkFields(`retries of ${what}`, made?.retries, retryFields);
  checkTypes(what, made, taskSchema);
};

const checkFields = (what: string, value: unknown, known: object): void => {
  for (const field of Object.keys(typeof value === "object" && value !== null ? value : {})) {
    if (Object.hasOwn(known, field)) continue;
    const near = closest(field, Object.keys(known));
    const hint =
      distance(field, near) <= 2
        ? `did you mean "${near}"?`
        : `expected one of ${Object.keys(known).join(", ")}`;
    throw usageError("UnknownField", `${what}: unknown field "${field}"; ${hint}`);
  }
};

/** Valibot has its own message for a missing field. */
const expectedIn = ({ message, type }: v.BaseIssue<unknown>): string =>
  type === "object" && message.startsWith("Invalid key") ? "a value" : message;

const checkTypes = (what: string, value: object, schema: v.GenericSchema): void => {
  const [issue] = v.safeParse(schema, value, { abortEarly: true }).issues ?? [];
  if (issue === undefined) return;
  const path = v.getDotPath(issue);
  const place = path === null ? what : `${path} of ${what}`;
  throw usageError("InvalidField", `${place}: expected ${expectedIn(issue)}, got ${issue.received}`);
};
