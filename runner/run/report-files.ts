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

/**
 * Writes report.html, results.csv and tasks.csv at the end of a run. Returns the path of report.html to show. If that fails, it says why and
 * returns undefined, because the run's result doesn't depend on the files.
 */
export const saveReportFiles = async (
  facts: ReportFacts,
  display: Pick<Display, "say">,
): Promise<string | undefined> => {
  try {
    await writeReportFiles(reportSource(facts));
    return `${facts.folder.shown}report.html`;
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
