import type { TaskOutcome } from "../results/outcome.ts";
import { tsvLine } from "../text/tsv.ts";

interface ResultsTsv {
  readonly outcomes: Iterable<TaskOutcome>;
  /** Heads of the workload's columns. */
  readonly columns: readonly string[];
}

/** Returns the results as lines of tab-separated values for other programs: a head, and a row per task with complete cells. */
export const resultsTsv = function* ({ outcomes, columns }: ResultsTsv): Generator<string> {
  yield tsvLine(["task", ...columns, "failure", "node", "seconds"]);
  for (const { taskId, name, inputs, succeeded, row, failure, nodeId, seconds } of outcomes)
    yield tsvLine([
      name ?? (inputs.length > 0 ? inputs.join("\n") : taskId),
      ...columns.map((_, i) => (succeeded ? (row?.[i] ?? "") : "")),
      succeeded ? "" : (failure ?? "failed"),
      nodeId ?? "",
      seconds === undefined ? "" : String(seconds),
    ]);
};
