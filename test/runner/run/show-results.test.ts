import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { completedOutcome, type TaskOutcome } from "../../../runner/results/outcome.ts";
import type { RunReport } from "../../../runner/results/report.ts";
import { showResults } from "../../../runner/run/show-results.ts";
import { plainDisplay } from "../../../runner/ui/plain.ts";
import { probe } from "../../fixtures/probe/workload.ts";
import { assertSnapshot } from "../../helpers/snapshot.ts";
import { completed, fakeClock, manifestOf } from "../fakes.ts";

const { tasks } = manifestOf(40);
const azureNode = `tvmps_${"ab12".repeat(16)}_d`;

const succeeded = (i: number, fields: Partial<TaskOutcome> = {}): TaskOutcome => ({
  ...completedOutcome(tasks[i]!, completed(`t-${i}`), {}),
  files: [],
  row: [`text ${i}`],
  ...fields,
});

const failed = (i: number, exitCode: number, stderr: readonly string[]): TaskOutcome => ({
  ...completedOutcome(tasks[i]!, completed(`t-${i}`, { exitCode, nodeId: azureNode }), {}),
  files: [{ path: `logs/t-${i}/stderr.txt`, size: 1, md5: "0" }],
  stderr,
});

/** Output of `showResults` on a terminal of 80 columns. */
const printed = async (
  outcomes: readonly TaskOutcome[],
  {
    cached = 0,
    notRun = 0,
    usage,
    isTTY = true,
  }: Partial<Pick<RunReport, "cached" | "notRun" | "usage">> & { readonly isTTY?: boolean } = {},
) => {
  const stdout = Object.assign(new PassThrough({ encoding: "utf8" }), { isTTY, columns: 80 });
  const stderr = new PassThrough({ encoding: "utf8" });
  const events: unknown[] = [];
  const display = plainDisplay(stderr, fakeClock());
  const failures = outcomes.filter((outcome) => !outcome.succeeded).length;
  const report = {
    reportVersion: 2,
    jobId: "job-1",
    workload: "probe",
    createdAt: "2026-11-23T10:00:00.000Z",
    finishedAt: "2026-11-23T10:01:05.000Z",
    elapsedMs: 65_000,
    succeeded: outcomes.length - failures,
    failed: failures,
    cached,
    notRun,
    usage,
  } as const;
  await showResults(
    {
      report,
      outcomes: () => outcomes,
      columns: probe.columns,
      folder: { path: "/home/me/out/job-1", shown: "out/job-1/" },
      json: false,
    },
    { ...display, emit: (event) => void events.push(event) },
    { stdout, stderr, ask: undefined },
  );
  const text = `${String(stdout.read() ?? "")}${String(stderr.read() ?? "")}`;
  return { text: stripVTControlCharacters(text), events };
};

const trace = ["file:///x/main.ts:12", "  throw new Error(…)", "Error: no text", "    at main.ts:12"];
const ownCauses = Array.from({ length: 30 }, (_, i) =>
  failed(i, i + 1, [`Error: cause ${String.fromCharCode(97 + (i % 26)).repeat(3 + i)}`]),
);

const ends: Readonly<Record<string, () => ReturnType<typeof printed>>> = {
  succeeded: () => printed([succeeded(0), succeeded(1)]),
  "done-by-earlier-runs": () =>
    printed([succeeded(0, { cachedFrom: "job-0", nodeId: undefined, seconds: undefined }), succeeded(1)], {
      cached: 1,
    }),
  "all-done-by-earlier-runs": () =>
    printed([succeeded(0, { cachedFrom: "job-0", nodeId: undefined, seconds: undefined })], { cached: 1 }),
  failed: () =>
    printed([
      succeeded(0),
      failed(1, 1, trace),
      failed(2, 1, trace),
      { ...failed(3, 2, ["grep: no such file"]), retryCount: 2 },
    ]),
  "many-causes": () => printed(ownCauses),
  unverified: () => printed([succeeded(0, { isUnverified: true })]),
  "some-never-ran": () => printed([succeeded(0), failed(1, 1, trace)], { notRun: 1 }),
  "more-than-a-screen": () => printed(tasks.map((_, i) => succeeded(i))),
};

describe("showResults", () => {
  for (const [end, print] of Object.entries(ends))
    it(`prints the table and lines of the snapshot: ${end}`, async () =>
      assertSnapshot(`results/${end}`, (await print()).text));

  it("prints all rows as tab-separated values if stdout isn't a terminal", async () => {
    const odd = succeeded(0, {
      inputs: ["a\tb.txt", "c.txt"],
      row: ["two\nlines \\ \u001B[31m"],
      seconds: 2,
    });
    const { text } = await printed([odd, failed(1, 7, trace), ...tasks.map((_, i) => succeeded(i))], {
      isTTY: false,
    });
    const lines = text.split("\n").slice(0, 43);
    assert.deepEqual(lines.slice(0, 3), [
      "task\ttext\tfailure\tnode\tseconds",
      "a\\tb.txt\\nc.txt\ttwo\\nlines \\\\ \\x1b[31m\t\tnode-1\t2",
      `in-1.txt\t\texit code 7\t${azureNode}\t2`,
    ]);
    assert.deepEqual(new Set(lines.map((line) => line.split("\t").length)), new Set([5]));
  });

  it("emits the counts, the time and the folder", async () => {
    const { events } = await printed([succeeded(0), succeeded(1), failed(2, 1, trace)], { cached: 1 });
    const counts = { succeeded: 2, failed: 1, notRun: 0, cached: 1, endedBecause: undefined };
    const absent = { usage: undefined, cost: undefined, idle: undefined };
    const rest = { elapsedMs: 65_000, ...absent, folder: "/home/me/out/job-1" };
    assert.deepEqual(events, [{ event: "finished", jobId: "job-1", ...counts, ...rest }]);
  });

  it("shows and emits advice", async () => {
    const usage = { peakBytes: 1, nodeBytes: 9, nodeCores: 2, slotsPerNode: 1, advice: "more slots" };
    const { text, events } = await printed([succeeded(0)], { usage });
    assert.match(text, /^more slots$/m);
    assert.deepEqual(
      events.map((event) => Object(event).usage),
      [usage],
    );
  });

  it("names the log of one failed task of each cause", async () => {
    const { text } = await printed([failed(1, 1, trace), failed(2, 1, trace), failed(3, 2, ["grep"])]);
    assert.deepEqual(text.match(/out\/job-1\/logs\/\S+/g), [
      "out/job-1/logs/t-1/stderr.txt",
      "out/job-1/logs/t-3/stderr.txt",
    ]);
  });
});
