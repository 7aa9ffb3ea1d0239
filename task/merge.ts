import { outputOf, type TaskOutput, type TaskPlan } from "./workload.ts";

/** Batch limits the ids of the tasks that a task depends on to 64,000 characters together, and an id has at most 64. */
const mostDependencies = 1000;

export interface Merge extends Omit<TaskPlan, "inputs" | "args" | "after"> {
  /** Bash script. Its arguments, `"$@"`, are the names of the merged files in its working directory. */
  readonly command: string;
}

/**
 * Returns a task that merges all files that the tasks declare as outputs, followed by the tasks that it needs: Batch limits dependencies,
 * so a merge of more than 1,000 tasks waits for tasks that each wait for up to 1,000 of them and do nothing else. Folders and
 * patterns are not merged, because their files aren't known.
 */
export const mergeOf = (tasks: readonly TaskPlan[], merge: Merge): TaskPlan[] => {
  const inputs = tasks.flatMap(filesOf);
  const waits = tasks.length <= mostDependencies ? [] : waitsFor(tasks);
  return [{ ...merge, inputs, args: inputs.map(({ name }) => name), after: waits }, ...waits];
};

const filesOf = (task: TaskPlan): TaskOutput[] =>
  (task.outputs ?? []).flatMap((output) =>
    typeof output === "string" && !output.endsWith("/") ? [outputOf(task, output)] : [],
  );

const waitsFor = (tasks: readonly TaskPlan[]): TaskPlan[] =>
  Array.from({ length: Math.ceil(tasks.length / mostDependencies) }, (_, i) => ({
    command: ":",
    args: [`wait ${i + 1}`],
    after: tasks.slice(i * mostDependencies, (i + 1) * mostDependencies),
  }));
