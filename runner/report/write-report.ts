import { pageAssets } from "../pages/page-assets.ts";
import { replaceFile } from "../results/run-folder.ts";
import { buildReport } from "./build-report.ts";
import { resultsCsv, tasksCsv } from "./csv-files.ts";
import { reportHtml } from "./report-html.ts";
import type { ReportSource } from "./report-source.ts";

/** Starts to bundle the page while the run continues, because a clone needs some hundred milliseconds for it. */
export const prepareReport = (): void => {
  // The error is thrown again when the report is written.
  pageAssets("report").catch(() => {});
};

/** Writes report.html, results.csv and tasks.csv to the run's folder. */
export const writeReportFiles = async (source: ReportSource): Promise<void> => {
  const folder = { path: source.folder };
  const assets = await pageAssets("report");
  await replaceFile(folder, "results.csv", resultsCsv(source));
  await replaceFile(folder, "tasks.csv", tasksCsv(source));
  await replaceFile(folder, "report.html", reportHtml(await buildReport(source), assets));
};
