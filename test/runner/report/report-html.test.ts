import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readPayload } from "../../../browser/contract/unpack-report.ts";
import { reportHtml } from "../../../runner/report/report-html.ts";
import { packable } from "../../helpers/packable.ts";
import { sampleReport } from "./sample-report.ts";

const assets = { script: "document.title += '!';", style: "body { margin: 0 }" };

const hostile = "</script><script>alert(1)</script><!--\u2028\"'&<img src=x onerror=alert(1)>";

const htmlOf = async (report = sampleReport(10)): Promise<string> =>
  (await Array.fromAsync(reportHtml(packable(report), assets))).join("");

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

describe("report.html", () => {
  it("allows its own script and style, and no request", async () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(await htmlOf())?.[1] ?? "";
    const rules = new Map(policy.split("; ").map((rule) => [rule.split(" ")[0], rule.split(" ").slice(1)]));
    assert.deepEqual(rules.get("default-src"), ["'none'"]);
    assert.deepEqual(rules.get("script-src"), [hashOf(assets.script)]);
    assert.deepEqual(rules.get("style-src"), [hashOf(assets.style)]);
    assert(!policy.includes("unsafe"), policy);
  });

  it("has the same markup whatever the names are", async () => {
    const report = sampleReport(10);
    const evil = {
      ...report,
      run: { ...report.run, workload: hostile, endedBecause: hostile },
      tasks: {
        ...report.tasks,
        ids: report.tasks.ids.map(() => hostile),
        labels: report.tasks.labels.map(() => hostile),
      },
      failures: [{ cause: hostile, count: 1, sample: hostile, log: [hostile], logPath: hostile }],
      results: { columns: [hostile], rows: [[0, [hostile]]] as const },
      ran: [[hostile, hostile]] as const,
      notes: [hostile],
    };
    const html = await htmlOf(evil);
    const withoutPayload = (text: string): string => text.replace(/[\w+/=]{200,}/, "");
    assert.equal(withoutPayload(html), withoutPayload(await htmlOf(report)));
    const payload = /id="report-data">([^<]*)<\/script>/.exec(html)?.[1] ?? "";
    assert.deepEqual(await readPayload(payload), evil);
  });

  it("escapes the title", async () => {
    const report = sampleReport(1);
    const html = await htmlOf({ ...report, run: { ...report.run, jobId: "<b>&" } });
    assert.match(html, /<title>&lt;b&gt;&amp;: /);
  });

  it("tells the verdict without JavaScript", async () => {
    const report = sampleReport(10);
    const run = { ...report.run, succeeded: 7, failed: 2, cached: 1, notRun: 1 };
    const html = await htmlOf({ ...report, run });
    assert.match(/<noscript>(.*)<\/noscript>/s.exec(html)?.[1] ?? "", /8 succeeded, 2 failed, 1 never ran/);
  });
});
