import type { InputFile, TaskPlan, Workload } from "../../task/workload.ts";
import { RunnerError, usageError } from "../errors.ts";
import { taskId } from "./ids.ts";
import type { Manifest, ManifestInput, ManifestTask, Retries } from "./manifest.ts";
import { outputNames } from "./output-names.ts";
import { outputProblem, pathProblem } from "./paths.ts";

export interface PlanRequest {
  readonly jobId: string;
  readonly name: string;
  readonly workload: Workload;
  readonly inputs: readonly ManifestInput[];
  readonly args: readonly string[];
  readonly bundleSha256: string;
  readonly createdAt: Date;
  readonly maxWallClockTimeMs: number;
  /** Instead of the workload's own number of retries. */
  readonly maxRetries?: number | undefined;
  /** More tasks than these are taken for a mistake. */
  readonly maxTasks: number;
}

/** Workload, input files and arguments to the manifest of a run. Pure; refuses with a `RunnerError` of kind `usage`. */
export const planRun = (request: PlanRequest): Manifest => {
  const byName = new Map(request.inputs.map((input) => [input.name, input]));
  const tasks = planTasks(request).map((task): ManifestTask => {
    const fields = {
      inputs: task.inputs.map((input) => findInput(input, byName, request.name)),
      args: [...task.args],
      outputs: [...task.outputs],
    };
    return { id: taskId(fields, request.bundleSha256), ...fields };
  });
  checkCount(tasks.length, request);
  checkTasks(tasks, request.name);
  return {
    manifestVersion: 2,
    jobId: request.jobId,
    workload: request.name,
    args: [...request.args],
    createdAt: request.createdAt.toISOString(),
    maxWallClockTimeMs: request.maxWallClockTimeMs,
    bundleSha256: request.bundleSha256,
    retries: retriesOf(request),
    tasks,
  };
};

/** The workload's table, with the user's number. */
const retriesOf = ({ workload, maxRetries }: PlanRequest): Retries | undefined => {
  const max = maxRetries ?? workload.retries?.max ?? 0;
  if (max === 0) return undefined;
  const { on, notOn } = workload.retries ?? {};
  return { max, on: on && [...on], notOn: notOn && [...notOn] };
};

const checkCount = (count: number, { name, maxTasks }: PlanRequest): void => {
  if (count === 0) throw usageError(`workload ${name} planned no task`);
  if (count <= maxTasks) return;
  throw usageError(
    `workload ${name} planned ${count} tasks, more than --max-tasks ${maxTasks} allows`,
    `If that many are meant: --max-tasks ${count}`,
  );
};

const planTasks = ({ workload, inputs, args }: PlanRequest): TaskPlan[] => {
  const files = inputs.map(({ name, size }): InputFile => ({ name, size }));
  try {
    return workload.plan(files, args);
  } catch (error) {
    if (!isForUser(error)) throw error;
    throw new RunnerError({ kind: "usage", message: error.message, cause: error });
  }
};

/** The contract lets a plan throw `Error` at the user; `TypeError` and its like are bugs, save parseArgs's, which have a code. */
const isForUser = (error: unknown): error is Error =>
  error instanceof Error && (error.constructor === Error || "code" in error);

const findInput = (
  input: InputFile,
  byName: ReadonlyMap<string, ManifestInput>,
  workload: string,
): ManifestInput => {
  const found = byName.get(input.name);
  if (found === undefined) {
    throw usageError(`workload ${workload} planned a task on "${input.name}", which is no input of this run`);
  }
  return { name: found.name, size: found.size, sha256: found.sha256 };
};

const checkTasks = (tasks: readonly ManifestTask[], workload: string): void => {
  const ids = new Set<string>();
  const names = outputNames();
  for (const task of tasks) {
    if (ids.has(task.id)) throw usageError(`workload ${workload} planned the same task twice: ${task.id}`);
    ids.add(task.id);
    for (const { name } of task.inputs) refuse(`input "${name}"`, pathProblem(name));
    for (const output of task.outputs) {
      refuse(`output "${output}" of task ${task.id}`, outputProblem(output));
      const clash = names.add(output);
      if (clash !== undefined) throw usageError(clash);
    }
  }
};

const refuse = (what: string, problem: string | undefined): void => {
  if (problem !== undefined) throw usageError(`${what} ${problem}`);
};
