import { resultPath } from "../manifest/manifest.ts";
import { isOutput } from "../manifest/patterns.ts";
import type { ReportSource } from "./report-source.ts";

/** Files of a run's folder whose names an output may have too. */
const reportFiles = ["report.html", "results.csv", "tasks.csv", "trace.json.gz"];

/**
 * Returns the names of the report's files that outputs or their folders have, in any case: many file systems ignore it. While the run
 * continues, also those that outputs may get.
 */
export const outputNames = ({ manifest, outcomes, unfinished }: ReportSource): ReadonlySet<string> => {
  const names = new Set<string>();
  const add = (path: string): void => {
    const name = path.split("/", 1)[0]?.toLowerCase() ?? "";
    if (reportFiles.includes(name)) names.add(name);
  };
  for (const { files } of outcomes()) for (const { path } of files) add(path);
  if (unfinished === undefined) return names;
  for (const task of manifest.tasks) {
    for (const path of task.outputs) add(resultPath(task, path));
    for (const name of task.patterns === undefined ? [] : reportFiles)
      if (task.name === undefined && isOutput(task, name)) add(name);
      else if (task.name !== undefined) add(resultPath(task, name));
  }
  return names;
};
