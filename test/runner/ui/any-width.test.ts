import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import stringWidth from "string-width";
import { findingsText } from "../../../runner/commands/doctor/findings-text.ts";
import { runList } from "../../../runner/commands/ls/run-list-text.ts";
import { completedOutcome } from "../../../runner/results/outcome.ts";
import { columnsOf } from "../../../runner/text/columns.ts";
import { liveDisplay } from "../../../runner/ui/live.ts";
import { progressBlock } from "../../../runner/ui/progress-block.ts";
import type { Progress } from "../../../runner/ui/progress-events.ts";
import { resultsTable } from "../../../runner/ui/results-table.ts";
import { completed, fakeClock, manifestOf } from "../fakes.ts";

const wide = "文".repeat(30);
const texts = ["", "a", wide, `${wide}.txt`, "word ".repeat(40), "😀🫠👨‍👩‍👧".repeat(9), "x".repeat(200)];
const widths = [0, 1, 5, 20, 80];
const plain = (_: unknown, text: string): string => text;

const progress: Progress = {
  event: "progress",
  total: 100,
  counts: { active: 50, running: 10, succeeded: 39, failed: 1 },
  elapsedMs: 12_400,
  nodes: { running: 20, idle: 1 },
};

const slow = (label: string) => ({
  usualMs: 20_000,
  stragglers: [{ taskId: "t-1", label, nodeId: "tvmps_0123456789abcdef", elapsedMs: 252_000 }],
});

describe("displays fit the terminal", () => {
  const { tasks } = manifestOf(7);
  const fits = (text: string, columns: number): void => {
    if (columns < 20) return;
    for (const line of text.split("\n"))
      assert(stringWidth(line) <= columns, `${columns} columns, ${stringWidth(line)}: ${line}`);
  };

  for (const columns of widths) {
    const shown = columnsOf({ columns });

    it(`live block and lines above it: ${columns} columns`, () => {
      const stream = Object.assign(new PassThrough(), {
        isTTY: true,
        columns,
        rows: columns,
        getColorDepth: () => 1,
      });
      const display = liveDisplay(stream, fakeClock());
      for (const text of texts) {
        display.emit({ ...progress, waiting: text });
        display.emit({ ...progress, shortfall: text });
        display.say(text);
      }
      stream.columns = 3;
      display.emit(progress);
      display.close();
      assert.match(stripVTControlCharacters(String(stream.read())), columns === 0 ? /40\/100/ : /./);
    });

    it(`progress block: ${columns} columns`, () => {
      for (const waiting of texts)
        for (const nodes of [{}, progress.nodes])
          fits(progressBlock({ ...progress, ...slow(waiting), waiting, nodes }, shown, plain), shown);
    });

    it(`results table: ${columns} columns`, () => {
      const outcomes = texts.map((text, i) => {
        const fields = { inputs: [text], row: [text, `${text}\n${text}`], files: [] };
        const task = completedOutcome(tasks[i]!, completed(`t-${i}`), {});
        return { ...task, ...fields, ...(i % 2 ? { succeeded: false, failure: text } : {}) };
      });
      for (const own of [[], ["a"], [wide, "b"]]) {
        const screen = { columns: shown, lines: 40 };
        const table = resultsTable({
          outcomes,
          columns: own,
          alarm: (text) => `\u001B[31m${text}\u001B[39m`,
          screen,
        });
        fits(stripVTControlCharacters(table.replace(/\n.* in report.json$/, "")), Math.max(shown, 20));
        const full = resultsTable({
          ...{ outcomes, columns: own, alarm: (text: string) => text },
          screen: { columns: 10_000, lines: 1000 },
        });
        assert.equal(new Set(full.split("\n").map((line) => stringWidth(line))).size, 1, full);
      }
    });

    it(`doctor's findings: ${columns} columns`, () => {
      const finding = { check: "nodes", level: "problem", fix: "npm ci", details: texts } as const;
      for (const text of texts)
        assert(findingsText([{ ...finding, text }], plain, shown).includes("→ npm ci"));
    });
  }

  it("run list: aligns columns after wide names", () => {
    const run = { createdAt: "2026-11-23T10:00:00.000Z", state: "running" } as const;
    const counts = { active: 5, running: 4, succeeded: 90, failed: 1 };
    const runs = ["文字", "ascii-name"].map((jobId) => ({ ...run, counts, jobId, workload: "w" }));
    const lines = runList(runs, { now: new Date("2026-11-23T10:05:12Z"), paint: plain, width: 200 }).split(
      "\n",
    );
    assert.equal(new Set(lines.slice(1).map((line) => stringWidth(line))).size, 1);
  });
});
