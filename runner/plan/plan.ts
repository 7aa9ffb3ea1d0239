import type { InputFile, TaskPlan, Workload } from "../../task/workload.ts";
import { RunnerError, usageError } from "../errors.ts";
import type {
  Manifest,
  ManifestInput,
  ManifestTask,
  PythonPackages,
  Retries,
  SharedFile,
} from "../manifest/manifest.ts";
import { type MaxFails, parseMaxFails } from "../manifest/max-fails.ts";
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
  /** Path of the file that the user named instead of a workload. */
  readonly workloadFile?: string | undefined;
  readonly workload: Workload;
  /** Command of `azbatch run`. */
  readonly line?: string | undefined;
  readonly inputs: readonly ManifestInput[];
  readonly args: readonly string[];
  readonly codeSha256: string;
  readonly files?: readonly SharedFile[] | undefined;
  readonly emptyFolders?: readonly string[] | undefined;
  readonly packages?: PythonPackages | undefined;
  readonly createdAt: Date;
  readonly maxWallClockTimeMs: number;
  /** Overrides the workload's number of retries. */
  readonly maxRetries?: number | undefined;
  /** Overrides the workload's limit of failed tasks. */
  readonly maxFails?: MaxFails | undefined;
  /** Limit that protects from plans with far too many tasks. */
  readonly maxTasks: number;
}

/**
 * Plans a run: turns a workload, its inputs and arguments into a manifest. Pure.
 *
 * @throws RunnerError `usage` if the workload's plan fails or returns tasks that can't run.
 */
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
    workloadFile: request.workloadFile,
    line: request.line,
    args: [...request.args],
    createdAt: request.createdAt.toISOString(),
    maxWallClockTimeMs: request.maxWallClockTimeMs,
    codeSha256: request.codeSha256,
    command: request.workload.command,
    files: request.files && request.files.length > 0 ? [...request.files] : undefined,
    emptyFolders:
      request.emptyFolders && request.emptyFolders.length > 0 ? [...request.emptyFolders] : undefined,
    packages: request.packages,
    retries: runRetries(request),
    maxFails: maxFailsOf(request),
    tasks: tasks.packed(),
  };
};

const maxFailsOf = ({ name, workload, maxFails }: PlanRequest): MaxFails | undefined =>
  maxFails ??
  (workload.maxFails === undefined
    ? undefined
    : parseMaxFails(workload.maxFails, `maxFails of workload ${name}`));

/** Yields tasks in the plan's order. A task's id depends on those of its dependencies, so these are made first and kept until their turn. */
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
  /** Tasks made before their turn, each with a dependent. */
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
    `${nameOf(later)} depends on ${nameOf(earlier)}, which plan() didn't return`,
    "Return every task that another task refers to, as the same object.",
  );

interface Made {
  /** Name of the workload. */
  readonly name: string;
  readonly ids: Pick<WeakMap<TaskPlan, string>, "has">;
}

/** Yields the dependencies of a task that have no id yet, each after its own dependencies. */
const unmadeUpstream = function* (plan: TaskPlan, { name, ids }: Made): Generator<TaskPlan> {
  const begun = new Set<TaskPlan>();
  // Without recursion, because a chain may be deeper than the call stack.
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
      if (begun.has(earlier)) throw usageError("DependencyCycle", `${nameOf(earlier)} depends on itself`);
      open.push(earlier);
    }
  }
};

/** Removes fields without a value, to save memory: a run may have 100,000 tasks. */
const present = (task: Omit<ManifestTask, "id">): Omit<ManifestTask, "id"> => {
  const kept = { ...task };
  for (const key of Object.keys(kept) as (keyof typeof kept)[]) if (kept[key] === undefined) delete kept[key];
  return kept;
};

const runRetries = ({ workload, maxRetries }: PlanRequest): Retries | undefined => {
  const retries = retriesOf(workload.retries, maxRetries);
  return retries.max === 0 ? undefined : retries;
};

/** Yields the plan's tasks. Stops a generator at the limit. */
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
  if (count === 0) throw usageError("NoTasksPlanned", `plan() of workload ${guard.name} returned no tasks`);
  if (count > guard.maxTasks) throw tooManyTasks(count, guard);
};

const tooManyTasks = (count: number | "more", { name, maxTasks }: Guard): Error =>
  count === "more"
    ? usageError(
        "TooManyTasks",
        `plan() of workload ${name} returned more tasks than --max-tasks ${maxTasks} allows`,
        "Pass a higher --max-tasks if that is intended.",
      )
    : usageError(
        "TooManyTasks",
        `plan() of workload ${name} returned ${count} tasks, more than --max-tasks ${maxTasks} allows`,
        `Pass --max-tasks ${count} if that is intended.`,
      );

const noList = (name: string, planned: unknown): Error => {
  const isPromise = planned instanceof Promise;
  return usageError(
    "PlanNotAList",
    `plan() of workload ${name}: expected a list or a generator of tasks, got ${isPromise ? "a promise" : typeof planned}`,
    isPromise ? "Make plan() synchronous." : undefined,
  );
};

/** A plain `Error`, by contract, and errors of `parseArgs` are for the user. Any other error is a mistake in the plan. */
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
  const message = `plan() of workload ${name} threw ${error.name}: ${error.message}`;
  return new RunnerError({ code: "PlanFailed", kind: "usage", message, hint: place?.trim(), cause: error });
};
