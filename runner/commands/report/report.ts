import { stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import type { CommandContext } from "../../command-context.ts";
import { type ExitCode, exitCodes } from "../../errors.ts";
import type { Manifest } from "../../manifest/manifest.ts";
import type { ReportSource } from "../../report/report-source.ts";
import { writeReportFiles, writeReportPage } from "../../report/write-report.ts";
import { type OutcomeLog, withOutcomeLog } from "../../results/outcome-log.ts";
import { checkOut, type RunFolder, runFolder } from "../../results/run-folder.ts";
import { type RunRecord, readManifest } from "../../results/run-record.ts";
import { selectRun } from "../../run/find-run.ts";
import { columnsHere, readRecordedRun } from "../../run/recorded-run.ts";
import { reportSource, takenNames } from "../../run/report-files.ts";
import { reportOfEndedRun } from "../../run/watch-run.ts";
import { removeDeadParts } from "../../storage/part-files.ts";
import { writeData } from "../../terminal.ts";
import { plural } from "../../text/amounts.ts";
import { eventLine } from "../../ui/event-line.ts";
import { tallyWords } from "../../ui/words.ts";
import type { SharedFlags } from "../shared-options.ts";
import { type Connected, withSession } from "../with-session.ts";
import { readSoFar } from "./read-so-far.ts";

interface ReportOptions extends SharedFlags {
  /** A word that `findRun` takes. */
  readonly job: string | undefined;
  /** Folder for the results of all runs, or a file `….html` for the page only. Default: the project's folder. */
  readonly out?: string | undefined;
  readonly trace?: boolean | undefined;
}

/** Writes the report of a run from its record, or from Batch while it continues. Downloads no outputs. */
export const report = (options: ReportOptions, context: CommandContext): Promise<ExitCode> =>
  withSession(options, context, async (connected) => {
    const { out } = options;
    const { session, display } = connected;
    const page = await pageOf(out, context);
    await checkOut({ ...context, out: page === undefined ? out : dirname(page) });
    const run = await selectRun(options.job, session, display.emit);
    const manifest = await readManifest(run);
    const folder =
      page === undefined ? runFolder({ ...context, out, jobId: run.jobId }) : folderOf(page, context);
    await removeDeadParts(folder.path, context.clock.now());
    return withOutcomeLog(manifest.tasks, async (log) => {
      const known = await readRun({ run, manifest, log }, connected);
      const source = reportSource({ ...known, manifest, folder, followUp: connected.followUp });
      const files =
        page === undefined
          ? await writeReportFiles(source, options)
          : await writeReportPage(source, basename(page), options);
      await show({ source, folder, files, options }, connected);
      return exitCodes.ok;
    });
  });

/** Returns `--out` if it names a file for the page, not a folder. */
const pageOf = async (out: string | undefined, { cwd }: CommandContext): Promise<string | undefined> => {
  if (out === undefined || !/\.html?$/i.test(out)) return undefined;
  const found = await stat(resolve(cwd, out)).catch(() => undefined);
  return found?.isDirectory() ? undefined : out;
};

/** Returns the folder of a file that the user named. */
const folderOf = (page: string, { cwd }: CommandContext): RunFolder => ({
  path: dirname(resolve(cwd, page)),
  shown: page.slice(0, page.length - basename(page).length),
});

type Known = Pick<ReportSource, "report" | "outcomes" | "columns" | "unfinished">;

interface ReadRun {
  readonly run: RunRecord;
  readonly manifest: Manifest;
  readonly log: OutcomeLog;
}

const readRun = async ({ run, manifest, log }: ReadRun, connected: Connected): Promise<Known> => {
  const { session, context } = connected;
  const ended = await reportOfEndedRun(manifest, session, context);
  if (ended === undefined) {
    const soFar = await readSoFar(manifest, log, connected);
    return { ...soFar, outcomes: () => log.all("unknown"), columns: await columnsHere(manifest, context) };
  }
  return readRecordedRun({ run, manifest, report: ended, log }, context);
};

interface Written {
  readonly source: ReportSource;
  readonly folder: RunFolder;
  readonly files: Awaited<ReturnType<typeof writeReportFiles>>;
  readonly options: ReportOptions;
}

const show = async (
  { source, folder, files: { written, taken }, options: { json } }: Written,
  { display, context, followUp }: Connected,
): Promise<void> => {
  const { manifest, report: found, unfinished } = source;
  const { succeeded, failed, notRun } = found;
  display.pause();
  if (unfinished === undefined) display.say(tallyWords({ succeeded, failed, notRun }));
  else
    display.say(
      `So far: ${succeeded + failed} of ${plural(manifest.tasks.length, "task")} done${failed > 0 ? `, ${failed} failed` : ""}`,
    );
  const say = (label: string, ending: RegExp, note = ""): void => {
    const paths = written.filter((name) => ending.test(name)).map((name) => folder.shown + name);
    if (paths.length > 0) display.say(`${label}: ${paths.join(", ")}${note}`);
  };
  say("Report", /\.html?$/i);
  say("Tables", /\.csv$/);
  say("Trace", /\.json\.gz$/, " (open it at https://ui.perfetto.dev)");
  for (const line of takenNames(taken, { folder, followUp, manifest })) display.say(line);
  if (!json) return;
  const event = {
    event: "reported" as const,
    jobId: manifest.jobId,
    isFinished: unfinished === undefined,
    folder: folder.path,
    files: written,
  };
  await writeData(context.terminal.stdout, eventLine(event));
};
