import { usageError } from "../errors.ts";
import type { RunRecord } from "../results/run-record.ts";
import { findRun } from "../run/find-run.ts";
import { runRecord } from "../run/session.ts";
import type { Connected } from "./with-session.ts";

/**
 * Returns the run that a word names by its id or a part of it, for a command that destroys without asking: while it runs, another submit may
 * make another run the newest.
 *
 * @throws RunnerError `JobIdRequired` for any other word, or an error of `findRun`.
 */
export const namedRun = async (
  word: string | undefined,
  command: "cancel" | "delete",
  { session, display, followUp }: Pick<Connected, "session" | "display" | "followUp">,
): Promise<RunRecord> => {
  const { jobId, by } = await findRun(word, session);
  if (by === "newest" || by === "workload")
    throw usageError(
      "JobIdRequired",
      `${command} --yes: expected a job id, got ${word ?? "none"}, because the newest run may change`,
      `If you mean this run: ${followUp(command, jobId, "--yes")}`,
    );
  if (by === "part") display.emit({ event: "selected", jobId, by });
  return runRecord(session, jobId);
};
