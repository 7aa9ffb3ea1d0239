import type { InputFile, TaskPlan, Workload } from "../../task/workload.ts";
import { RunnerError, usageError } from "../errors.ts";
import { checkTaskFields } from "./check-fields.ts";
import { checkTasks } from "./check-tasks.ts";
import { taskId } from "./ids.ts";
import type { Manifest, ManifestInput, ManifestTask, Retries, SharedFile } from "./manifest.ts";
import { nameOf, type PlanContext, planTask, upstream } from "./plan-task.ts";
import { retriesOf } from "./task-settings.ts";

export interface PlanRequest {
  readonly jobId: string;
  readonly name: string;
  readonly workload: Workload;
  readonly inputs: readonly ManifestInput[];
  readonly args: readonly string[];
  readonly codeSha256: string;
  readonly files?: readonly SharedFile[] | undefined;
  readonly createdAt: Date;
  readonly maxWallClockTimeMs: number;
  /** Instead of the workload's own number of retries. */
  readonly maxRetries?: number | undefined;
  /** More tasks than these are taken for a mistake. */
  readonly maxTasks: number;
}

/** Workload, input files and arguments to the manifest of a run. Pure; refuses with a `RunnerError` of kind `usage`. */
export const planRun = (request: PlanRequest): Manifest => {
  const tasks = manifestTasks(planTasks(request), request);
  checkTasks(tasks, request.name);
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
    retries: runRetries(request),
    tasks,
  };
};

/** In the workload's order, though a task's id takes those of the tasks before it. */
const manifestTasks = (plans: readonly TaskPlan[], request: PlanRequest): ManifestTask[] => {
  const { name, workload, maxRetries, codeSha256 } = request;
  const inputs = new Map(request.inputs.map((input) => [input.name, input]));
  const done = new Map<TaskPlan, ManifestTask>();
  const idOf = (task: TaskPlan): string | undefined => done.get(task)?.id;
  const context: PlanContext = { name, workload, inputs, idOf, maxRetries };
  for (const plan of inOrder(plans)) {
    const fields = present(planTask(plan, context));
    done.set(plan, { id: taskId(fields, codeSha256), ...fields });
  }
  return plans.map((plan) => done.get(plan)).filter((task) => task !== undefined);
};

/** Each task after those that it waits for. */
const inOrder = (plans: readonly TaskPlan[]): TaskPlan[] => {
  const all = new Set(plans);
  const begun = new Set<TaskPlan>();
  const ordered = new Set<TaskPlan>();
  // Not by recursion: a chain may be longer than the stack.
  const open = plans.toReversed();
  for (let plan = open.at(-1); plan !== undefined; plan = open.at(-1)) {
    const waits = begun.has(plan) ? [] : upstream(plan).filter((each) => all.has(each) && !ordered.has(each));
    begun.add(plan);
    const circle = waits.find((each) => begun.has(each));
    if (circle !== undefined) throw usageError(`${nameOf(circle)} waits for itself`);
    if (waits.length > 0) open.push(...waits);
    else ordered.add(plan) && open.pop();
  }
  return [...ordered];
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
const planTasks = ({ name, workload, inputs, args, maxTasks }: PlanRequest): TaskPlan[] => {
  const files = inputs.map(({ name, size }): InputFile => ({ name, size }));
  const tasks: TaskPlan[] = [];
  try {
    const planned = workload.plan({ inputs: files, args });
    if (Array.isArray(planned)) checkCount(planned.length, { name, maxTasks });
    for (const task of planned) {
      if (tasks.length === maxTasks) throw tooManyTasks("more", { name, maxTasks });
      checkTaskFields(name, task);
      tasks.push(task);
    }
  } catch (error) {
    if (!isForUser(error)) throw error;
    throw new RunnerError({ kind: "usage", message: error.message, cause: error });
  }
  checkCount(tasks.length, { name, maxTasks });
  return tasks;
};

type Guard = Pick<PlanRequest, "name" | "maxTasks">;

const checkCount = (count: number, guard: Guard): void => {
  if (count === 0) throw usageError(`workload ${guard.name} planned no task`);
  if (count > guard.maxTasks) throw tooManyTasks(count, guard);
};

const tooManyTasks = (count: number | "more", { name, maxTasks }: Guard): Error =>
  count === "more"
    ? usageError(
        `workload ${name} planned more tasks than --max-tasks ${maxTasks} allows`,
        "If that many are meant: a higher --max-tasks",
      )
    : usageError(
        `workload ${name} planned ${count} tasks, more than --max-tasks ${maxTasks} allows`,
        `If that many are meant: --max-tasks ${count}`,
      );

/** The contract lets a plan throw `Error` at the user; `TypeError` and its like are bugs, save parseArgs's, which have a code. */
const isForUser = (error: unknown): error is Error =>
  error instanceof Error && (error.constructor === Error || "code" in error);
