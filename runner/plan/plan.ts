import type { InputFile, TaskPlan, Workload } from "../../task/workload.ts";
import { RunnerError, usageError } from "../errors.ts";
import type { Manifest, ManifestInput, ManifestTask, Retries, SharedFile } from "../manifest/manifest.ts";
import { taskPacker } from "../manifest/pack-tasks.ts";
import { checkTask } from "./check-fields.ts";
import { checkSizes } from "./check-sizes.ts";
import { taskCheck } from "./check-tasks.ts";
import { taskId } from "./ids.ts";
import { nameOf, type PlanContext, planTask, upstream } from "./plan-task.ts";
import { retriesOf } from "./task-settings.ts";

interface PlanRequest {
  readonly jobId: string;
  readonly name: string;
  readonly workload: Workload;
  readonly inputs: readonly ManifestInput[];
  readonly args: readonly string[];
  readonly codeSha256: string;
  readonly files?: readonly SharedFile[] | undefined;
  readonly emptyFolders?: readonly string[] | undefined;
  readonly createdAt: Date;
  readonly maxWallClockTimeMs: number;
  /** Instead of the workload's own number of retries. */
  readonly maxRetries?: number | undefined;
  /** More tasks than these are taken for a mistake. */
  readonly maxTasks: number;
}

/** Workload, input files and arguments to the manifest of a run. Pure; refuses with a `RunnerError` of kind `usage`. */
export const planRun = (request: PlanRequest): Manifest => {
  const check = taskCheck(request.name);
  const { name: workload, codeSha256 } = request;
  const program = { workload, codeSha256, command: request.workload.command, retries: runRetries(request) };
  const tasks = taskPacker();
  for (const task of manifestTasks(request)) {
    check(task);
    checkSizes(task, program);
    tasks.add(task);
  }
  return {
    manifestVersion: 3,
    jobId: request.jobId,
    workload: request.name,
    args: [...request.args],
    createdAt: request.createdAt.toISOString(),
    maxWallClockTimeMs: request.maxWallClockTimeMs,
    codeSha256: request.codeSha256,
    command: request.workload.command,
    files: request.files && request.files.length > 0 ? [...request.files] : undefined,
    emptyFolders:
      request.emptyFolders && request.emptyFolders.length > 0 ? [...request.emptyFolders] : undefined,
    retries: runRetries(request),
    tasks: tasks.packed(),
  };
};

/** In the workload's order, though a task's id takes those of the tasks before it. None is kept for longer than it must. */
const manifestTasks = function* (request: PlanRequest): Generator<ManifestTask> {
  const { name, workload, maxRetries, codeSha256 } = request;
  const inputs = new Map(request.inputs.map((input) => [input.name, input]));
  const ids = new WeakMap<TaskPlan, string>();
  const context: PlanContext = { name, workload, inputs, idOf: (plan) => ids.get(plan) ?? "", maxRetries };
  const make = (plan: TaskPlan): ManifestTask => {
    const fields = present(planTask(plan, context));
    const id = taskId(fields, codeSha256);
    ids.set(plan, id);
    return { id, ...fields };
  };
  /** Made before their turn, each with a task that waits for it. */
  const early = new Map<TaskPlan, { readonly task: ManifestTask; readonly later: TaskPlan }>();
  for (const plan of plannedTasks(request)) {
    for (const earlier of unmadeUpstream(plan, { name, ids }))
      early.set(earlier, { task: make(earlier), later: plan });
    yield early.get(plan)?.task ?? make(plan);
    early.delete(plan);
  }
  for (const [plan, { later }] of early) throw notPlanned(plan, later);
};

const notPlanned = (earlier: TaskPlan, later: TaskPlan): Error =>
  usageError(
    "DependencyNotPlanned",
    `${nameOf(later)} comes after ${nameOf(earlier)}, which is not in the plan`,
    "A plan returns each of its tasks, as the very object that others refer to.",
  );

interface Made {
  /** Of the workload. */
  readonly name: string;
  readonly ids: Pick<WeakMap<TaskPlan, string>, "has">;
}

/** Tasks without an id that a task waits for, each after those that it waits for itself. */
const unmadeUpstream = function* (plan: TaskPlan, { name, ids }: Made): Generator<TaskPlan> {
  const begun = new Set<TaskPlan>();
  // Not by recursion: a chain may be longer than the stack.
  const open = [plan];
  for (let each = open.at(-1); each !== undefined; each = open.at(-1)) {
    if (begun.has(each) || ids.has(each)) {
      open.pop();
      if (each !== plan && !ids.has(each)) yield each;
      continue;
    }
    checkTask(name, each);
    begun.add(each);
    for (const earlier of upstream(each)) {
      if (ids.has(earlier)) continue;
      if (begun.has(earlier)) throw usageError("DependencyCycle", `${nameOf(earlier)} waits for itself`);
      open.push(earlier);
    }
  }
};

/** Without the fields that have no value: 100,000 tasks are kept. */
const present = (task: Omit<ManifestTask, "id">): Omit<ManifestTask, "id"> => {
  const kept = { ...task };
  for (const key of Object.keys(kept) as (keyof typeof kept)[]) if (kept[key] === undefined) delete kept[key];
  return kept;
};

const runRetries = ({ workload, maxRetries }: PlanRequest): Retries | undefined => {
  const retries = retriesOf(workload.retries, maxRetries);
  return retries.max === 0 ? undefined : retries;
};

/** A plan may be a generator: what is too much is not made. */
const plannedTasks = function* ({
  name,
  workload,
  inputs,
  args,
  maxTasks,
}: PlanRequest): Generator<TaskPlan> {
  const files = inputs.map(({ name, size }): InputFile => ({ name, size }));
  let count = 0;
  try {
    const planned = workload.plan({ inputs: files, args });
    if (!(Symbol.iterator in Object(planned))) throw noList(name, planned);
    if (Array.isArray(planned)) checkCount(planned.length, { name, maxTasks });
    for (const task of planned) {
      if (count === maxTasks) throw tooManyTasks("more", { name, maxTasks });
      count += 1;
      yield task;
    }
  } catch (error) {
    throw error instanceof Error && !(error instanceof RunnerError) ? planError(name, error) : error;
  }
  checkCount(count, { name, maxTasks });
};

type Guard = Pick<PlanRequest, "name" | "maxTasks">;

const checkCount = (count: number, guard: Guard): void => {
  if (count === 0) throw usageError("NoTasksPlanned", `workload ${guard.name} planned no task`);
  if (count > guard.maxTasks) throw tooManyTasks(count, guard);
};

const tooManyTasks = (count: number | "more", { name, maxTasks }: Guard): Error =>
  count === "more"
    ? usageError(
        "TooManyTasks",
        `workload ${name} planned more tasks than --max-tasks ${maxTasks} allows`,
        "If that many are meant: a higher --max-tasks",
      )
    : usageError(
        "TooManyTasks",
        `workload ${name} planned ${count} tasks, more than --max-tasks ${maxTasks} allows`,
        `If that many are meant: --max-tasks ${count}`,
      );

const noList = (name: string, planned: unknown): Error => {
  const found = planned instanceof Promise ? "a promise; it can't be async" : typeof planned;
  return usageError(
    "PlanNotAList",
    `the plan of workload ${name}: expected a list or a generator of tasks, found ${found}`,
  );
};

/** The contract lets a plan throw an `Error` at the user, and `parseArgs` speaks to the user, too; else it is a slip in the plan. */
const planError = (name: string, error: Error): RunnerError => {
  const code = "code" in error ? String(error.code) : "";
  if (code.startsWith("ERR_PARSE_ARGS_"))
    return new RunnerError({
      code: "InvalidTaskArguments",
      kind: "usage",
      message: `task arguments: ${error.message}`,
      cause: error,
    });
  if (error.constructor === Error)
    return new RunnerError({ code: "PlanRejected", kind: "usage", message: error.message, cause: error });
  const place = error.stack?.split("\n").find((line) => /^ +at /.test(line));
  const message = `the plan of workload ${name} has a slip: ${error.name}: ${error.message}`;
  return new RunnerError({ code: "PlanFailed", kind: "usage", message, hint: place?.trim(), cause: error });
};
