import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { type PackableReport, packReport } from "../../browser/contract/pack-report.ts";
import { payloadId } from "../../browser/contract/unpack-report.ts";
import type { PageAssets } from "../pages/page-assets.ts";
import { plural } from "../text/amounts.ts";

/**
 * Yields report.html: one file without requests. Names are only in the payload, which is base64, so none can become markup. The content
 * security policy allows exactly the script and the style of the page.
 */
export const reportHtml = async function* (
  report: PackableReport,
  { script, style }: PageAssets,
): AsyncGenerator<string> {
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${reportPolicy({ script, style })}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(`${report.run.jobId}: ${verdict(report.run)}`)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
<script type="text/plain" id="${payloadId}">
`;
  yield* base64(Readable.from(packReport(report)).pipe(createGzip({ level: 9 })));
  yield `
</script>
</head>
<body>
<noscript>
<h1>${escaped(report.run.jobId)}</h1>
<p>${escaped(verdict(report.run))}</p>
<p>Allow JavaScript for this file to see the report. results.csv and tasks.csv in this folder have the same facts.</p>
</noscript>
<script>${script}</script>
</body>
</html>
`;
};

/** Content security policy that allows exactly the script and the style of the page. */
export const reportPolicy = ({ script, style }: PageAssets): string =>
  [
    "default-src 'none'",
    `script-src '${hash(script)}'`,
    `style-src '${hash(style)}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");

const hash = (text: string): string => `sha256-${createHash("sha256").update(text).digest("base64")}`;

/** Encodes each part, except for the bytes that would need padding in the middle of the text. */
const base64 = async function* (parts: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const part of parts) {
    const bytes = Buffer.concat([rest, part]);
    const whole = bytes.length - (bytes.length % 3);
    rest = bytes.subarray(whole);
    yield bytes.toString("base64", 0, whole);
  }
  yield rest.toString("base64");
};

const verdict = ({ succeeded, failed, cached, notRun, unfinished }: PackableReport["run"]): string => {
  const parts = [
    failed + notRun === 0
      ? `${plural(succeeded + cached, "task")} succeeded`
      : `${succeeded + cached} succeeded`,
  ];
  if (failed > 0) parts.push(`${failed} failed`);
  if (notRun > 0) parts.push(`${notRun} never ran`);
  if (unfinished !== undefined) parts.push(`${unfinished} not finished`);
  return parts.join(", ");
};

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => entities[character] ?? "");
