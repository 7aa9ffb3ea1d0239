import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import { resultsCsv, tasksCsv } from "../../../runner/report/csv-files.ts";
import { at, outcomeOf, sourceOf } from "./sample-source.ts";

const textOf = (parts: Iterable<string>): string => [...parts].join("");

const rowsOf = (parts: Iterable<string>): Record<string, string>[] => parse(textOf(parts), { columns: true });

const failed = outcomeOf(1, {
  succeeded: false,
  exitCode: 3,
  failure: "exit code 3",
  code: "FailureExitCode",
  row: undefined,
  retryCount: 2,
});

describe("results.csv", () => {
  it("has a row per task, with the reason of a failure", () => {
    assert.deepEqual(rowsOf(resultsCsv(sourceOf([outcomeOf(0), failed]))), [
      { taskId: "t-0", task: "in-0.txt", text: "text 0", failure: "" },
      { taskId: "t-1", task: "in-1.txt", text: "", failure: "exit code 3" },
    ]);
  });

  it("keeps quotes, commas and lines, as RFC 4180 asks", () => {
    const cell = 'a "b", c\r\nd';
    const text = textOf(resultsCsv(sourceOf([outcomeOf(0, { row: [cell] })])));
    assert(text.startsWith("taskId,task,text,failure\r\n"), text);
    assert.equal(parse(text)[1]?.[2], cell);
  });

  it("keeps numbers and signs, but lets no spreadsheet run a formula", () => {
    const plain = ["-1.5", "+3e-7", "-", "+", "-inf", "-5%", "a=b", ""];
    const formulas = ["=1+1", "@SUM(A1)", "+1+cmd|' /C calc'!A0", "-x", "\t=1", "\r=1"];
    const outcomes = [...plain, ...formulas].map((cell, i) => outcomeOf(i, { row: [cell] }));
    const cells = rowsOf(resultsCsv(sourceOf(outcomes))).map(({ text }) => text);
    assert.deepEqual(cells, [...plain, ...formulas.map((cell) => `'${cell}`)]);
  });

  it("has all of more rows than are written at a time", () => {
    const outcomes = Array.from({ length: 1201 }, (_, i) => outcomeOf(i));
    const rows = rowsOf(resultsCsv(sourceOf(outcomes)));
    assert.deepEqual(
      rows.map(({ text }) => text),
      outcomes.map(({ row }) => row?.[0]),
    );
  });
});

describe("tasks.csv", () => {
  it("has the facts of report.json and the seconds between its moments", () => {
    const [ok, bad, cached] = rowsOf(
      tasksCsv(
        sourceOf([
          outcomeOf(0, { usage: { peakBytes: 1000, cpuSeconds: 1.5 } }),
          failed,
          outcomeOf(2, { cachedFrom: "job-0", times: undefined, nodeId: undefined }),
        ]),
      ),
    );
    assert.deepEqual(ok, {
      ...{ taskId: "t-0", name: "", inputs: "in-0.txt", state: "succeeded", exitCode: "0", nodeId: "node-1" },
      ...{ seconds: "4", queuedAt: at(0), startedAt: at(10), programStartedAt: at(11), endedAt: at(13) },
      ...{ uploadedAt: at(14), stagingSeconds: "1", runningSeconds: "2", uploadingSeconds: "1" },
      ...{ peakBytes: "1000", cpuSeconds: "1.5", retryCount: "0", requeueCount: "0", cachedFrom: "" },
      ...{ code: "", failure: "" },
    });
    assert.deepEqual(
      [bad?.state, bad?.exitCode, bad?.retryCount, bad?.code, bad?.failure],
      ["failed", "3", "2", "FailureExitCode", "exit code 3"],
    );
    assert.deepEqual([cached?.state, cached?.cachedFrom, cached?.runningSeconds], ["cached", "job-0", ""]);
  });

  it("counts a program that Batch ended as running until then", () => {
    const times = { ...outcomeOf(0).times, endedAt: undefined };
    const [row] = rowsOf(tasksCsv(sourceOf([outcomeOf(0, { times })])));
    assert.deepEqual([row?.endedAt, row?.runningSeconds, row?.uploadingSeconds], ["", "3", ""]);
  });

  it("says which tasks of an unfinished run run or wait", () => {
    const outcomes = [0, 1].map((i) =>
      outcomeOf(i, { succeeded: false, times: undefined, nodeId: undefined }),
    );
    const unfinished = {
      has: () => true,
      running: new Map([["t-1", { nodeId: "node-7", startTime: new Date(at(5)) }]]),
      now: new Date(at(6)),
    };
    const rows = rowsOf(tasksCsv(sourceOf(outcomes, { unfinished })));
    assert.deepEqual(
      rows.map(({ state, nodeId, startedAt }) => [state, nodeId, startedAt]),
      [
        ["waiting", "", ""],
        ["running", "node-7", at(5)],
      ],
    );
  });
});
