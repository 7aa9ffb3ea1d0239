import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { pageAssets } from "../pages/page-assets.ts";
import { replaceFile } from "../results/run-folder.ts";
import { buildReport } from "./build-report.ts";
import { resultsCsv, tasksCsv } from "./csv-files.ts";
import { reportHtml } from "./report-html.ts";
import type { ReportSource } from "./report-source.ts";
import { traceText } from "./trace.ts";

/** Starts to bundle the page while the run continues, because a clone needs some hundred milliseconds for it. */
export const prepareReport = (): void => {
  // The error is thrown again when the report is written.
  pageAssets("report").catch(() => {});
};

/** Writes report.html, results.csv and tasks.csv to the run's folder, and trace.json.gz if it is wanted. */
export const writeReportFiles = async (
  source: ReportSource,
  { trace = false }: { readonly trace?: boolean | undefined } = {},
): Promise<void> => {
  const folder = { path: source.folder };
  const assets = await pageAssets("report");
  await replaceFile(folder, "results.csv", resultsCsv(source));
  await replaceFile(folder, "tasks.csv", tasksCsv(source));
  const data = await buildReport(source);
  await replaceFile(folder, "report.html", reportHtml(data, assets));
  if (trace) await replaceFile(folder, "trace.json.gz", compressed(traceText(data)));
};

const compressed = (parts: Iterable<string>): AsyncIterable<Buffer> =>
  Readable.from(parts).pipe(createGzip({ level: 9 }));
