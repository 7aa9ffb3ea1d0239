import { isSystemError } from "../errors.ts";
import type { Manifest } from "../manifest/manifest.ts";
import type { ReportSource } from "../report/report-source.ts";
import { writeReportFiles } from "../report/write-report.ts";
import type { RunFolder } from "../results/run-folder.ts";
import type { Display } from "../ui/display.ts";
import type { FollowUp } from "../ui/follow-up.ts";
import { submitAgain } from "../ui/next-commands.ts";

type ReportFacts = Pick<ReportSource, "report" | "outcomes" | "columns" | "unfinished"> & {
  readonly manifest: Manifest;
  readonly folder: RunFolder;
  readonly followUp: FollowUp;
};

/** Returns everything that the report of a run needs. */
export const reportSource = ({ folder, followUp, ...facts }: ReportFacts): ReportSource => ({
  ...facts,
  folder: folder.path,
  again: submitAgain(facts.manifest, followUp),
  logCommand: (taskId) => followUp("logs", facts.manifest.jobId, taskId),
});

/** Returns lines about files that were not written because outputs have their names. */
export const takenNames = (
  taken: readonly string[],
  { folder, followUp, manifest }: Pick<ReportFacts, "folder" | "followUp" | "manifest">,
): string[] => {
  if (taken.length === 0) return [];
  const lines = [
    `Not written, because outputs of tasks have these names: ${taken.join(", ")} in ${folder.shown}`,
  ];
  if (taken.includes("report.html"))
    lines.push(`Write the report elsewhere: ${followUp("report", manifest.jobId, "--out", "report.html")}`);
  return lines;
};

/**
 * Writes report.html, results.csv and tasks.csv at the end of a run. Returns the path of report.html to show, undefined if an output has
 * its name. If writing fails, it says why and returns undefined, because the run's result doesn't depend on the files.
 */
export const saveReportFiles = async (
  facts: ReportFacts,
  display: Pick<Display, "say">,
): Promise<string | undefined> => {
  try {
    const { written, taken } = await writeReportFiles(reportSource(facts));
    for (const line of takenNames(taken, facts)) display.say(line);
    return written.includes("report.html") ? `${facts.folder.shown}report.html` : undefined;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { followUp, manifest } = facts;
    const reason = isSystemError(error) ? error.message : (error.stack ?? error.message);
    display.say(
      `The report was not written: ${reason}\nWrite it: ${followUp("report", manifest.jobId)}`,
      "red",
    );
    return undefined;
  }
};
