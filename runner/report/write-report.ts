import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { pageAssets } from "../pages/page-assets.ts";
import { replaceFile } from "../results/run-folder.ts";
import { buildReport } from "./build-report.ts";
import { resultsCsv, tasksCsv } from "./csv-files.ts";
import { outputNames } from "./output-names.ts";
import { reportHtml } from "./report-html.ts";
import type { ReportSource } from "./report-source.ts";
import { traceText } from "./trace.ts";

/** Starts to bundle the page while the run continues, because a clone needs some hundred milliseconds for it. */
export const prepareReport = (): void => {
  // The error is thrown again when the report is written.
  pageAssets("report").catch(() => {});
};

interface ReportFiles {
  /** Names of the files that were written. */
  readonly written: readonly string[];
  /** Names that tasks' outputs have, so that no file was written there. */
  readonly taken: readonly string[];
}

/** Writes report.html, results.csv and tasks.csv to the run's folder, and trace.json.gz if it is wanted. Never replaces a task's output. */
export const writeReportFiles = async (
  source: ReportSource,
  { trace = false }: { readonly trace?: boolean | undefined } = {},
): Promise<ReportFiles> => {
  const written: string[] = [];
  const taken: string[] = [];
  const outputs = outputNames(source);
  const write = async (name: string, content: Parameters<typeof replaceFile>[2]): Promise<void> => {
    if (outputs.has(name)) return void taken.push(name);
    await replaceFile({ path: source.folder }, name, content);
    written.push(name);
  };
  const assets = await pageAssets("report");
  await write("results.csv", resultsCsv(source));
  await write("tasks.csv", tasksCsv(source));
  const data = await buildReport(source);
  await write("report.html", reportHtml(data, assets));
  if (trace) await write("trace.json.gz", compressed(traceText(data)));
  return { written, taken };
};

/** Writes only the page, to a file in `source.folder` that the user named, and the trace next to it if it is wanted. */
export const writeReportPage = async (
  source: ReportSource,
  name: string,
  { trace = false }: { readonly trace?: boolean | undefined } = {},
): Promise<ReportFiles> => {
  const folder = { path: source.folder };
  const data = await buildReport(source);
  await replaceFile(folder, name, reportHtml(data, await pageAssets("report")));
  const traceName = `${name.replace(/\.html?$/i, "")}.trace.json.gz`;
  if (trace) await replaceFile(folder, traceName, compressed(traceText(data)));
  return { written: trace ? [name, traceName] : [name], taken: [] };
};

const compressed = (parts: Iterable<string>): AsyncIterable<Buffer> =>
  Readable.from(parts).pipe(createGzip({ level: 9 }));
