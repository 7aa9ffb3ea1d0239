import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { packable, packReport } from "../../../browser/contract/pack-report.ts";
import type { ReportData } from "../../../browser/contract/report-data.ts";
import { payloadId } from "../../../browser/contract/unpack-report.ts";
import { pageAssets } from "../../../runner/pages/page-assets.ts";

const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Writes report.html to a folder and returns its path. */
export const writeReport = async (data: ReportData, folder: string): Promise<string> => {
  const { script, style } = await pageAssets("report");
  const payload = gzipSync(Buffer.concat([...packReport(packable(data))])).toString("base64");
  const path = join(folder, "report.html");
  await writeFile(
    path,
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}">` +
      `<title>${data.run.jobId.slice(0, 40)}</title><style>${style}</style>` +
      `<body><script type="text/plain" id="${payloadId}">${payload}</script><script>${script}</script></body></html>`,
  );
  return path;
};
