import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { pageAssets } from "../pages/page-assets.ts";
import type { TaskOutcome } from "../results/outcome.ts";
import { replaceFile } from "../results/run-folder.ts";
import { buildReport } from "./build-report.ts";
import { resultsCsv, tasksCsv } from "./csv-files.ts";
import { reportHtml } from "./report-html.ts";
import type { ReportSource } from "./report-source.ts";
import { traceText } from "./trace.ts";

const reportFiles = ["report.html", "results.csv", "tasks.csv", "trace.json.gz"];

/** Starts to bundle the page while the run continues, because a clone needs some hundred milliseconds for it. */
export const prepareReport = (): void => {
  // The error is thrown again when the report is written.
  pageAssets("report").catch(() => {});
};

/** Writes report.html, results.csv and tasks.csv to the run's folder, and trace.json.gz if it is wanted. Never replaces a task's output. */
export const writeReportFiles = async (
  source: ReportSource,
  { trace = false }: { readonly trace?: boolean | undefined } = {},
): Promise<void> => {
  const outputs = topLevelFiles(source.outcomes());
  const write = async (name: string, content: Parameters<typeof replaceFile>[2]): Promise<void> => {
    if (!outputs.has(name)) await replaceFile({ path: source.folder }, name, content);
  };
  const assets = await pageAssets("report");
  await write("results.csv", resultsCsv(source));
  await write("tasks.csv", tasksCsv(source));
  const data = await buildReport(source);
  await write("report.html", reportHtml(data, assets));
  if (trace) await write("trace.json.gz", compressed(traceText(data)));
};

/** Returns the names of tasks' files at the top of the run's folder. */
const topLevelFiles = (outcomes: Iterable<Pick<TaskOutcome, "files">>): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const { files } of outcomes)
    for (const { path } of files) if (reportFiles.includes(path)) names.add(path);
  return names;
};

const compressed = (parts: Iterable<string>): AsyncIterable<Buffer> =>
  Readable.from(parts).pipe(createGzip({ level: 9 }));
