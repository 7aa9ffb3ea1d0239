import type { CommandContext } from "../../command-context.ts";
import { type ExitCode, exitCodes, usageError } from "../../errors.ts";
import { staleInputs } from "../../job/stale-inputs.ts";
import { jobTasksOf } from "../../manifest/job-tasks.ts";
import { headerOf, type Manifest, type TaskList } from "../../manifest/manifest.ts";
import { packTasks } from "../../manifest/pack-tasks.ts";
import { verifiedInputs } from "../../results/input-flaws.ts";
import { hasExitedWell, hasRunWell } from "../../results/outcome.ts";
import { checkOut, runFolder, writeRecord } from "../../results/run-folder.ts";
import { type RunRecord, readManifest, readOutcomes, readReport } from "../../results/run-record.ts";
import { reportOfEndedRun } from "../../run/watch-run.ts";
import { removeDeadParts } from "../../storage/part-files.ts";
import { writeData } from "../../terminal.ts";
import { bytes, plural } from "../../text/amounts.ts";
import { jsonLine } from "../../text/visible.ts";
import type { SharedFlags } from "../shared-options.ts";
import { type Connected, runOf, withSession } from "../with-session.ts";
import { fetchRun } from "./fetch-run.ts";

interface DownloadOptions extends SharedFlags {
  readonly jobId: string;
  /** Folder for the results of all runs. */
  readonly out: string;
}

/** How often progress is told. */
const progressEveryMs = 500;

/** Fetches outputs and logs of the tasks that are done, each file once. */
export const download = (options: DownloadOptions, context: CommandContext): Promise<ExitCode> =>
  withSession(options, context, async (connected) => {
    const { jobId, out, json } = options;
    const { session, display, followUp } = connected;
    await checkOut(context.cwd, out);
    const run = runOf(session, jobId);
    const manifest = await readManifest(run);
    const batchView = await doneTasks(manifest, connected);
    const folder = runFolder({ cwd: context.cwd, out, jobId });
    await removeDeadParts(folder.path, context.clock.now());
    await writeRecord(folder, "manifest.json", headerOf(manifest), manifest.tasks);
    const report = await reportOfEndedRun(manifest, session, context);
    if (report !== undefined) await writeRecord(folder, "report.json", report, readOutcomes(run));
    const isOver = report !== undefined && !batchView.isActive;
    const { tasks } = batchView;
    const { signal } = context;
    const onProgress = progressTeller(connected);
    const fetched = await fetchRun({
      ...session.clients,
      jobId,
      tasks,
      failed: isOver ? await reportedFailures(run) : batchView.failed,
      verified: await verifiedInputs(run, tasks),
      folder: folder.path,
      signal,
      onProgress,
    });
    const failed = fetched.failed + (isOver ? manifest.tasks.length - tasks.length : 0);
    display.pause();
    const { files, present, missing } = fetched;
    const there = present > 0 ? `, ${present} were there already` : "";
    display.say(`${tasks.length} of ${plural(manifest.tasks.length, "task")} done`);
    display.say(`Fetched ${plural(files, "file")} (${bytes(fetched.bytes)})${there}`);
    if (missing.length > 0) display.say(`Not in storage: ${some(missing)}`);
    if (fetched.damaged.length > 0)
      display.say(`Not in storage as their tasks wrote them, so not fetched: ${some(fetched.damaged)}`);
    if (fetched.changed.length > 0)
      display.say(`Inputs that changed after the run was planned: ${some(fetched.changed)}`);
    if (fetched.stale.length > 0)
      display.say(
        `Inputs that were read with another content than their tasks wrote: ${some(fetched.stale)}`,
      );
    if (failed > 0) display.say(`${plural(failed, "task")} failed`);
    display.say(`Files: ${folder.shown}`);
    if (!isOver && tasks.length < manifest.tasks.length)
      display.say(`For the rest, later: ${followUp("download", jobId)}`);
    if (json) {
      const event = {
        event: "downloaded",
        jobId,
        tasks: manifest.tasks.length,
        done: tasks.length,
        ...fetched,
        failed,
      };
      await writeData(context.terminal.stdout, `${jsonLine({ ...event, folder: folder.path })}\n`);
    }
    return failed > 0 ? exitCodes.tasksFailed : exitCodes.ok;
  });

interface DoneTasks {
  /** The tasks whose files don't change any more. */
  readonly tasks: TaskList;
  /** Those of them that failed, whatever their outputs. */
  readonly failed: ReadonlySet<string>;
  /** Whether the run's job is active. */
  readonly isActive: boolean;
}

/** As Batch sees it. */
const doneTasks = async (manifest: Manifest, { session, followUp }: Connected): Promise<DoneTasks> => {
  const { jobId, tasks } = manifest;
  const { batch } = session.clients;
  const failed = new Set<string>();
  const job = await batch.getJob(jobId);
  if (job === undefined) {
    if (jobTasksOf(manifest).count > 0 && !(await readReport(runOf(session, jobId))))
      throw usageError(
        "JobNotFound",
        `run ${jobId} has no job yet`,
        `To begin it: ${followUp("submit", "--resume", jobId)}`,
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

/** As the report of a finished run has it. */
const reportedFailures = async (run: RunRecord): Promise<ReadonlySet<string>> => {
  const failed = new Set<string>();
  for await (const outcome of readOutcomes(run)) if (!hasRunWell(outcome)) failed.add(outcome.taskId);
  return failed;
};

/** Tells the display once in a while. */
const progressTeller = ({ display, context }: Connected) => {
  let saidAt = context.clock.monotonicMs();
  return ({ files, bytes: size }: { readonly files: number; readonly bytes: number }): void => {
    const at = context.clock.monotonicMs();
    if (at - saidAt < progressEveryMs) return;
    saidAt = at;
    display.emit({ event: "downloading", files, bytes: size });
  };
};

/** Outputs that are named. */
const named = 5;

const some = (outputs: readonly string[]): string => {
  const more = outputs.length - named;
  return `${outputs.slice(0, named).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
};
