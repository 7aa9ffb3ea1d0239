import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ReportData } from "../../../browser/contract/report-data.ts";
import { pageAssets } from "../../../runner/pages/page-assets.ts";
import { reportHtml } from "../../../runner/report/report-html.ts";
import { packable } from "../../helpers/packable.ts";

/** Writes report.html to a folder and returns its path. */
export const writeReport = async (data: ReportData, folder: string): Promise<string> => {
  const path = join(folder, "report.html");
  await writeFile(path, reportHtml(packable(data), await pageAssets("report")));
  return path;
};
