import type { CommandContext } from "../../command-context.ts";
import { type ExitCode, exitCodes, usageError } from "../../errors.ts";
import { staleInputs } from "../../job/stale-inputs.ts";
import { jobTasksOf } from "../../manifest/job-tasks.ts";
import { headerOf, type Manifest, type TaskList } from "../../manifest/manifest.ts";
import { packTasks } from "../../manifest/pack-tasks.ts";
import { verifiedInputs } from "../../results/input-flaws.ts";
import { hasExitedWell, hasRunWell } from "../../results/outcome.ts";
import { withOutcomeLog } from "../../results/outcome-log.ts";
import type { RunReport } from "../../results/report.ts";
import { checkOut, type RunFolder, runFolder, writeRunFile } from "../../results/run-folder.ts";
import { type RunRecord, readManifest, readOutcomes, readReport } from "../../results/run-record.ts";
import { selectRun } from "../../run/find-run.ts";
import { readRecordedRun } from "../../run/recorded-run.ts";
import { saveReportFiles } from "../../run/report-files.ts";
import { runRecord } from "../../run/session.ts";
import { reportOfEndedRun } from "../../run/watch-run.ts";
import { removeDeadParts } from "../../storage/part-files.ts";
import { writeData } from "../../terminal.ts";
import { bytes, plural } from "../../text/amounts.ts";
import { eventLine } from "../../ui/event-line.ts";
import type { SharedFlags } from "../shared-options.ts";
import { type Connected, withSession } from "../with-session.ts";
import { fetchRun } from "./fetch-run.ts";

interface DownloadOptions extends SharedFlags {
  /** A word that `findRun` takes. */
  readonly job: string | undefined;
  /** Folder for the results of all runs. Default: the project's. */
  readonly out?: string | undefined;
}

/** Downloads outputs and logs of completed tasks. Skips files that are already downloaded. */
export const download = (options: DownloadOptions, context: CommandContext): Promise<ExitCode> =>
  withSession(options, context, async (connected) => {
    const { job, out, json } = options;
    const { session, display, followUp } = connected;
    await checkOut({ ...context, out });
    const run = await selectRun(job, session, display.emit);
    const { jobId } = run;
    const manifest = await readManifest(run);
    const batchView = await completedTasks(manifest, connected);
    const folder = runFolder({ ...context, out, jobId });
    await removeDeadParts(folder.path, context.clock.now());
    await writeRunFile(folder, "manifest.json", headerOf(manifest), manifest.tasks);
    const report = await reportOfEndedRun(manifest, session, context);
    if (report !== undefined) await writeRunFile(folder, "report.json", report, readOutcomes(run));
    const isOver = report !== undefined && !batchView.isActive;
    const { tasks } = batchView;
    const { signal, clock } = context;
    const fetched = await fetchRun({
      ...session.clients,
      jobId,
      tasks,
      failed: isOver ? await reportedFailures(run) : batchView.failed,
      verified: await verifiedInputs(run, tasks),
      folder: folder.path,
      ...{ signal, clock },
      onProgress: (progress) => display.emit({ event: "downloading", ...progress }),
    });
    const reportFile = isOver ? await writeReport({ run, manifest, report, folder }, connected) : undefined;
    const failed = fetched.failed + (isOver ? manifest.tasks.length - tasks.length : 0);
    display.pause();
    const { files, present, missing } = fetched;
    const there = present > 0 ? `, ${present} already present` : "";
    display.say(`${tasks.length} of ${plural(manifest.tasks.length, "task")} completed`);
    display.say(`Downloaded ${plural(files, "file")} (${bytes(fetched.bytes)})${there}`);
    if (missing.length > 0) display.say(`Missing in storage: ${some(missing)}`);
    if (fetched.damaged.length > 0)
      display.say(`Not downloaded, because they differ from what the tasks wrote: ${some(fetched.damaged)}`);
    if (fetched.changed.length > 0)
      display.say(`Inputs that changed after the run was planned: ${some(fetched.changed)}`);
    if (fetched.stale.length > 0)
      display.say(`Inputs that another task overwrote after they were read: ${some(fetched.stale)}`);
    if (failed > 0) display.say(`${plural(failed, "task")} failed`);
    display.say(`Files: ${folder.shown}`);
    if (reportFile !== undefined) display.say(`Report: ${reportFile}`);
    if (!isOver && tasks.length < manifest.tasks.length)
      display.say(`Get the others later: ${followUp("download", jobId)}`);
    if (json) {
      const event = {
        event: "downloaded" as const,
        jobId,
        tasks: manifest.tasks.length,
        done: tasks.length,
        ...fetched,
        failed,
      };
      await writeData(context.terminal.stdout, eventLine({ ...event, folder: folder.path }));
    }
    return failed > 0 ? exitCodes.tasksFailed : exitCodes.ok;
  });

interface EndedRun {
  readonly run: RunRecord;
  readonly manifest: Manifest;
  readonly report: RunReport;
  readonly folder: RunFolder;
}

/** Writes the files of the report, as at the end of the run. Returns the path of report.html to show. */
const writeReport = (
  ended: EndedRun,
  { context, display, followUp }: Connected,
): Promise<string | undefined> => {
  const { manifest, folder } = ended;
  return withOutcomeLog(manifest.tasks, async (log) => {
    const known = await readRecordedRun({ ...ended, log }, context);
    return saveReportFiles({ ...known, manifest, folder, followUp }, display);
  });
};

interface CompletedTasks {
  /** Tasks whose files are final, including those that earlier runs completed. */
  readonly tasks: TaskList;
  /** Ids of tasks that failed by their exit code or stale inputs. */
  readonly failed: ReadonlySet<string>;
  /** Whether the run's job is active. */
  readonly isActive: boolean;
}

/** Asks Batch for the completed tasks. */
const completedTasks = async (
  manifest: Manifest,
  { session, followUp }: Connected,
): Promise<CompletedTasks> => {
  const { jobId, tasks } = manifest;
  const { batch } = session.clients;
  const failed = new Set<string>();
  const job = await batch.getJob(jobId);
  if (job === undefined) {
    if (jobTasksOf(manifest).count > 0 && !(await readReport(runRecord(session, jobId))))
      throw usageError(
        "JobNotFound",
        `run ${jobId} has no job yet`,
        `Start it: ${followUp("submit", "--resume", jobId)}`,
      );
    return { tasks, failed, isActive: false };
  }
  const done = new Set<string>();
  const stale = staleInputs(manifest);
  for await (const task of batch.listTasks(jobId, "state eq 'completed'")) {
    done.add(task.id);
    stale.see(task);
    if (!hasExitedWell(task)) failed.add(task.id);
  }
  for (const [id] of stale.all()) failed.add(id);
  const found = packTasks(
    Iterator.from(tasks).filter(({ id, cachedFrom }) => cachedFrom !== undefined || done.has(id)),
  );
  return { tasks: found, failed, isActive: job.state === "active" };
};

/** Reads the failed tasks from the report of a finished run. */
const reportedFailures = async (run: RunRecord): Promise<ReadonlySet<string>> => {
  const failed = new Set<string>();
  for await (const outcome of readOutcomes(run)) if (!hasRunWell(outcome)) failed.add(outcome.taskId);
  return failed;
};

/** Files listed by name. */
const named = 5;

const some = (outputs: readonly string[]): string => {
  const more = outputs.length - named;
  return `${outputs.slice(0, named).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
};
