import assert from "node:assert/strict";
import { progressBlock } from "../../../runner/ui/progress-block.ts";
import type { Progress } from "../../../runner/ui/progress-events.ts";
import { assertSnapshot } from "../../helpers/snapshot.ts";

const progress = (fields: Partial<Progress> = {}): Progress => ({
  event: "progress",
  total: 100,
  counts: { active: 50, running: 10, succeeded: 39, failed: 1 },
  elapsedMs: 12_400,
  nodes: { running: 2 },
  ...fields,
});
const plain = (_: unknown, text: string): string => text;
const lines = (fields: Partial<Progress> = {}, columns = 80) =>
  progressBlock(progress(fields), columns, plain).split("\n");

const quota = `pool workers has no nodes yet: ${"AccountCoreQuotaReached ".repeat(5).trim()}`;

const lastTask = {
  counts: { active: 0, running: 1, succeeded: 99, failed: 0 },
  usualMs: 120_000,
};

const slowTasks = (count: number): Partial<Progress> => ({
  usualMs: 20_000,
  stragglers: Array.from({ length: count }, (_, i) => ({
    taskId: `c-${i}`,
    label: "c.txt",
    nodeId: "tvmps_0123456789abcdef0123456789abcdef_d",
    elapsedMs: 252_000 - i * 60_000,
  })),
});

/** Blocks that differ in their words. */
const moments: Readonly<Record<string, Partial<Progress>>> = {
  "tasks run": {},
  "with a pace": { rate: 3.26, leftMs: 18_400 },
  "with a slow pace": { rate: 0.2 },
  "nothing runs": { nodes: {}, waiting: quota },
  "nothing runs because of the nodes": { nodes: { starting: 2 }, waiting: "nodes: 2 starting" },
  "fewer nodes than wanted": { shortfall: "1 of 10 nodes: Quota" },
  "nodes in every state": {
    nodes: { starttaskfailed: 1, unusable: 1, idle: 1, running: 3, starting: 2, leavingpool: 1 },
  },
  "the end is near": { ...lastTask, leftMs: 3200 },
  "the last task takes longer than the others": { ...lastTask, longestMs: 190_000 },
  "the last tasks take longer than the others": {
    ...lastTask,
    counts: { active: 0, running: 3, succeeded: 97, failed: 0 },
    longestMs: 30_000,
    usualMs: 20_000,
  },
  "a task is slow": { ...slowTasks(1), leftMs: 612_000, rate: 3.26 },
  "more tasks are slow than lines": slowTasks(5),
};

describe("progressBlock", () => {
  it("prints the blocks of the snapshot on 80 columns", () =>
    assertSnapshot(
      "display/progress-block",
      Object.entries(moments)
        .map(([title, fields]) => `# ${title}\n${lines(fields).join("\n")}\n`)
        .join("\n"),
    ));

  it("shows states and counts without colour too", () => {
    const [bar = ""] = lines({}, 50);
    assert.match(bar, /^█{12}X▒{3}░{17} +40\/100 +12\.4 s$/);
  });

  it("shows the time left only if it is known", () => {
    assert(lines({ leftMs: 18_400 })[0]?.includes("20 s"));
    assert(!lines()[0]?.includes("20 s"));
  });

  it("shows completions per second, or per minute below one per second", () => {
    assert.match(lines({ rate: 3.26 })[1] ?? "", /3\.3\/s$/);
    assert.match(lines({ rate: 0.2 })[1] ?? "", /12\/min$/);
  });

  it("is never wider than the terminal or 80 columns", () => {
    const waiting = "x".repeat(600);
    const pace = { rate: 1000, leftMs: 86_400_000, ...slowTasks(5) };
    for (const columns of [1, 5, 15, 20, 40, 60, 80, 200]) {
      for (const more of [{ waiting }, { shortfall: waiting }]) {
        for (const line of lines(
          { ...more, ...pace, nodes: { running: 900, idle: 99, unknown: 1 } },
          columns,
        ))
          assert(line.length <= Math.max(1, Math.min(80, columns) - 1), `${columns}: ${line}`);
      }
    }
  });

  it("wraps a long reason at words without shortening it", () => {
    const waiting = `pool workers has no nodes yet: ${"AccountCoreQuotaReached ".repeat(3).trim()}`;
    const reason = lines({ nodes: {}, waiting }, 60).slice(3);
    assert(reason.length > 1);
    assert(reason.join(" ").endsWith(waiting), reason.join("\n"));
  });

  it("shows the nodes' states once if they are the reason to wait", () => {
    const text = lines({ waiting: "nodes: 2 starting", nodes: { starting: 2 } }).join("\n");
    assert.equal(text.split("2 starting").length, 2, text);
  });

  it("ends with the reason for missing nodes", () => {
    assert(lines({ shortfall: "1 of 10 nodes: Quota" }).at(-1)?.endsWith("1 of 10 nodes: Quota"));
  });

  it("draws a cell per node, by its state", () => {
    const nodes = { starttaskfailed: 1, idle: 1, running: 3, starting: 2, leavingpool: 1 };
    assert.match(lines({ nodes })[2] ?? "", /^■■■□▸▸✘· /);
  });

  it("draws fewer cells than nodes for a large pool, but at least one per state", () => {
    assert.match(lines({ nodes: { running: 998, unusable: 1, idle: 1 } })[2] ?? "", /^■{22}□✘ /);
  });

  it("shows a cost with all its digits or not at all", () => {
    const cost: Progress["cost"] = {
      ...{ amount: 1234.56, currency: "USD", dedicatedHours: 1, spotHours: 0, vmSize: "s", location: "l" },
      ...{ dedicatedPrice: 1, priceDate: "2026-11-20", priceSource: "api" },
    };
    for (let columns = 20; columns <= 80; columns++) {
      const [, line = ""] = lines({ cost, rate: 3.26 }, columns);
      assert(line.length < columns && (!line.includes("$") || line.includes("$1,234.56 so far")), line);
    }
    assert.match(lines({ cost })[1] ?? "", /\$1,234\.56 so far$/);
  });
});
