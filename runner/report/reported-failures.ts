import { access } from "node:fs/promises";
import { join } from "node:path";
import type { ReportedFailure } from "../../browser/contract/report-data.ts";
import { localPath } from "../manifest/local-path.ts";
import { type FailureGroup, withoutNodePath } from "../results/failure-groups.ts";
import type { ReportSource } from "./report-source.ts";

/** Causes with the end of a log. */
export const mostLogs = 100;

/** Returns the causes of failures, with the logs of one task each for the first ones. */
export const reportedFailures = async (
  groups: readonly FailureGroup[],
  source: ReportSource,
): Promise<ReportedFailure[]> => {
  const failures: ReportedFailure[] = [];
  for (const [position, group] of groups.entries()) {
    const logs = position < mostLogs ? await logOf(group, source) : { log: [] };
    const { cause, count, hint, sample } = group;
    const label = sample.name ?? sample.inputs[0];
    failures.push({
      cause,
      count,
      hint: hint?.text,
      sample: label === undefined ? sample.taskId : `${sample.taskId} (${label})`,
      ...logs,
    });
  }
  return failures;
};

type Log = Pick<ReportedFailure, "log" | "logPath" | "logCommand">;

const logOf = async ({ sample }: FailureGroup, { folder, logCommand }: ReportSource): Promise<Log> => {
  const { stderr, stdout, taskId, nodeId } = sample;
  const log = (stdout ?? stderr ?? []).map((line) => withoutNodePath(line, sample));
  if (nodeId === undefined) return { log };
  const path = localPath(`logs/${taskId}/${stdout === undefined ? "stderr" : "stdout"}.txt`);
  const isHere = await access(join(folder, path)).then(
    () => true,
    () => false,
  );
  return { log, logPath: isHere ? path : undefined, logCommand: logCommand(taskId) };
};
