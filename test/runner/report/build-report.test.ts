import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packReport } from "../../../browser/contract/pack-report.ts";
import { type ReportData, taskStates } from "../../../browser/contract/report-data.ts";
import { unpackReport } from "../../../browser/contract/unpack-report.ts";
import { buildReport } from "../../../runner/report/build-report.ts";
import type { ReportSource } from "../../../runner/report/report-source.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { at, outcomeOf, sourceOf } from "./sample-source.ts";

/** The report as the page gets it. */
const reportOf = async (source: ReportSource): Promise<ReportData> =>
  unpackReport(Buffer.concat([...packReport(await buildReport(source))]));

const statesOf = ({ tasks }: ReportData) => Array.from(tasks.state, (state) => taskStates[state]);

const failed = (i: number, stderr = "no such file") =>
  outcomeOf(i, {
    succeeded: false,
    exitCode: 1,
    failure: "exit code 1",
    code: "FailureExitCode",
    stderr: [stderr],
    row: undefined,
  });

const neverRan = (i: number) =>
  outcomeOf(i, {
    succeeded: false,
    failure: "did not run",
    nodeId: undefined,
    exitCode: undefined,
    times: undefined,
  });

describe("data of a report", () => {
  it("has each task's state, times and lane", async () => {
    const later = { queuedAt: at(0), startedAt: at(14), endedAt: at(18) };
    const report = await reportOf(
      sourceOf([
        outcomeOf(0),
        outcomeOf(1),
        outcomeOf(2, { times: later }),
        outcomeOf(3, { nodeId: "node-2" }),
      ]),
    );
    const { tasks, nodes, run } = report;
    assert.deepEqual(statesOf(report), Array(4).fill("succeeded"));
    assert.deepEqual([run.startedMs, run.lengthMs, run.succeeded], [Date.parse(at(0)), 18_000, 4]);
    assert.deepEqual(
      nodes.map(({ id, slots }) => [id, slots]),
      [
        ["node-1", 2],
        ["node-2", 1],
      ],
    );
    assert.deepEqual([...tasks.node], [0, 0, 0, 1]);
    assert.deepEqual([...tasks.slot], [0, 1, 0, 0]);
    assert.deepEqual([...tasks.programStarted], [11_000, 11_000, -1, 11_000]);
    assert.deepEqual([...tasks.uploaded], [14_000, 14_000, -1, 14_000]);
    assert.deepEqual(tasks.ids, ["t-0", "t-1", "t-2", "t-3"]);
    assert.deepEqual(tasks.labels, ["in-0.txt", "in-1.txt", "in-2.txt", "in-3.txt"]);
  });

  it("counts each task once", async () => {
    const cached = outcomeOf(1, { cachedFrom: "job-0", times: undefined, nodeId: undefined });
    const source = sourceOf([outcomeOf(0), cached, failed(2), neverRan(3)], { report: { notRun: 1 } });
    const report = await reportOf(source);
    const { succeeded, cached: earlier, failed: bad, notRun, unfinished } = report.run;
    assert.deepEqual([succeeded, earlier, bad, notRun, unfinished], [1, 1, 1, 1, undefined]);
    assert.deepEqual(statesOf(report), ["succeeded", "cached", "failed", "notRun"]);
  });

  it("groups failures, and names each task's group", async () => {
    const { failures, tasks } = await reportOf(
      sourceOf([failed(0, "odd"), failed(1), outcomeOf(2), failed(3), neverRan(4)]),
    );
    assert.deepEqual(
      failures.map(({ count, log }) => [count, log]),
      [
        [2, ["no such file"]],
        [1, ["odd"]],
        [1, []],
      ],
    );
    assert.deepEqual([...tasks.failure], [1, 0, -1, 0, 2]);
    assert.deepEqual(
      [failures[0]?.logPath, failures[0]?.logCommand],
      [undefined, "npx azbatch logs job-1 t-1"],
    );
  });

  it("links a log that the run's folder has", () =>
    withTemporaryFolder(async (folder) => {
      await mkdir(join(folder, "logs/t-0"), { recursive: true });
      await writeFile(join(folder, "logs/t-0/stderr.txt"), "no such file");
      const { failures } = await reportOf(sourceOf([failed(0)], { folder }));
      assert.equal(failures[0]?.logPath, "logs/t-0/stderr.txt");
    }));

  it("has the earlier attempts of a retried task", async () => {
    const attempts = [
      { startedAt: at(11), endedAt: at(12), exitCode: 7 },
      { startedAt: at(12), endedAt: at(13), exitCode: 0 },
    ];
    const retried = outcomeOf(0, { retryCount: 1, times: { ...outcomeOf(0).times, attempts } });
    const { tasks } = await reportOf(sourceOf([retried]));
    assert.deepEqual(tasks.attempts, [{ task: 0, startedMs: 11_000, endedMs: 12_000, exitCode: 7 }]);
  });

  it("orders moments of clocks that differ", async () => {
    const times = {
      queuedAt: at(0),
      startedAt: at(10),
      programStartedAt: at(9),
      endedAt: at(13),
      uploadedAt: at(12),
    };
    const { tasks } = await reportOf(sourceOf([outcomeOf(0, { times })]));
    assert.deepEqual([tasks.programStarted[0], tasks.ended[0], tasks.uploaded[0]], [10_000, 13_000, 13_000]);
  });

  it("shows what is known of a run that continues", async () => {
    const unfinished = {
      has: (id: string) => id !== "t-0",
      running: new Map([["t-1", { nodeId: "node-1", startTime: new Date(at(12)) }]]),
      now: new Date(at(16)),
    };
    const source = sourceOf([outcomeOf(0), neverRan(1), neverRan(2)], {
      unfinished,
      report: { succeeded: 1, failed: 0 },
    });
    const report = await reportOf(source);
    assert.deepEqual(statesOf(report), ["succeeded", "running", "waiting"]);
    assert.deepEqual([report.run.unfinished, report.run.lengthMs], [2, 16_000]);
    assert.deepEqual([...report.tasks.slot], [0, 1, 0]);
    assert.equal(report.failures.length, 0);
  });

  it("says how many rows are left out if they are too large", async () => {
    const outcomes = Array.from({ length: 8000 }, (_, i) =>
      outcomeOf(i, { row: [randomBytes(300).toString("base64")] }),
    );
    const { results, notes } = await reportOf(sourceOf(outcomes));
    const shown = results.rows.length;
    assert(shown > 1000 && shown < 8000, `${shown} rows`);
    assert(
      notes.some((note) => note.includes(shown.toLocaleString("en")) && note.includes("8,000")),
      notes.join(),
    );
  });

  it("cuts a long cell and says so", async () => {
    const { results, notes } = await reportOf(sourceOf([outcomeOf(0, { row: ["x".repeat(100_000)] })]));
    assert.equal(results.rows[0]?.[1][0]?.length, 500);
    assert.equal(notes.length, 1);
  });

  it("names what ran, without facts that are unknown", async () => {
    const environment = {
      ...{ kind: "azure" as const, version: "0.1.0", location: "eastus", poolId: "pool" },
      ...{ vmSize: "Standard_D2s_v5", taskSlotsPerNode: 4 },
    };
    const { ran, nodes } = await reportOf(sourceOf([outcomeOf(0)], { report: { environment } }));
    const facts = new Map(ran);
    assert.equal(facts.get("Code (SHA-256)"), "b".repeat(64));
    assert.equal(facts.get("Region"), "eastus");
    assert.equal(facts.get("Submit again"), "npx azbatch submit test");
    assert.equal(facts.has("Command"), false);
    assert.equal(nodes[0]?.slots, 4);
  });

  it("has the cost, and whether it is paid", async () => {
    const cost = {
      ...{ amount: 0.31, currency: "USD", dedicatedHours: 3, spotHours: 0, vmSize: "Standard_D2s_v5" },
      ...{
        location: "eastus",
        dedicatedPrice: 0.096,
        priceDate: "2026-11-20",
        priceSource: "api" as const,
      },
    };
    const report = await reportOf(sourceOf([outcomeOf(0)], { report: { cost } }));
    assert.deepEqual(
      [report.cost?.amount, report.cost?.currency, report.cost?.isHypothetical],
      [0.31, "USD", false],
    );
    assert.match(report.cost?.basis ?? "", /2026-11-20/);
  });

  it("has the advice on slots, with the size of a node", async () => {
    const usage = {
      peakBytes: 1e9,
      nodeBytes: 8 * 1024 ** 3,
      nodeCores: 2,
      slotsPerNode: 1,
      advice: "advice",
    };
    const report = await reportOf(sourceOf([outcomeOf(0)], { report: { usage } }));
    assert.deepEqual(report.usage, { nodeMiB: 8192, nodeCores: 2, slotsPerNode: 1, advice: "advice" });
  });

  it("has no command to submit again if words of it are left out", async () => {
    const { ran } = await reportOf(sourceOf([outcomeOf(0)], { again: "npx azbatch submit test --input …" }));
    assert.equal(new Map(ran).has("Submit again"), false);
  });

  it("shows a program that Batch ended as running until then", async () => {
    const { tasks } = await buildReport(
      sourceOf([outcomeOf(0, { times: { ...outcomeOf(0).times, endedAt: undefined } })]),
    );
    assert.equal(tasks.ended[0], tasks.uploaded[0]);
  });

  it("has the duration of the command, unless a run was resumed", async () => {
    const commandMs = async (elapsedMs: number) =>
      (await buildReport(sourceOf([outcomeOf(0)], { report: { elapsedMs } }))).run.commandMs;
    assert.deepEqual([await commandMs(20_000), await commandMs(3000)], [20_000, undefined]);
  });
});
