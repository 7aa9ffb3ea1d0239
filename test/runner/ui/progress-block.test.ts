import assert from "node:assert/strict";
import type { Progress } from "../../../runner/ui/events.ts";
import type { Pace } from "../../../runner/ui/pace.ts";
import { progressBlock } from "../../../runner/ui/progress-block.ts";
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
const lines = (fields: Partial<Progress> = {}, columns = 80, pace: Pace = {}) =>
  progressBlock(progress(fields), pace, columns, plain).split("\n");

const quota = `pool workers has no nodes yet: ${"AccountCoreQuotaReached ".repeat(5).trim()}`;

/** Blocks that differ in their words. */
const moments: Readonly<Record<string, readonly [fields: Partial<Progress>, pace?: Pace]>> = {
  "tasks run": [{}],
  "with a pace": [{}, { rate: 3.26, leftMs: 18_400 }],
  "with a slow pace": [{}, { rate: 0.2 }],
  "nothing runs": [{ nodes: {}, waiting: quota }],
  "nothing runs because of the nodes": [{ nodes: { starting: 2 }, waiting: "nodes: 2 starting" }],
  "fewer nodes than wanted": [{ shortfall: "1 of 10 nodes: Quota" }],
  "nodes in every state": [
    { nodes: { starttaskfailed: 1, unusable: 1, idle: 1, running: 3, starting: 2, leavingpool: 1 } },
  ],
};

describe("progressBlock", () => {
  it("prints the blocks of the snapshot on 80 columns", () =>
    assertSnapshot(
      "display/progress-block",
      Object.entries(moments)
        .map(([title, [fields, pace]]) => `# ${title}\n${lines(fields, 80, pace).join("\n")}\n`)
        .join("\n"),
    ));

  it("shows states and counts without colour too", () => {
    const [bar = ""] = lines({}, 50);
    assert.match(bar, /^█{12}X▒{3}░{17} +40\/100 +12\.4 s$/);
  });

  it("shows the time left only if it is known", () => {
    assert(lines({}, 80, { leftMs: 18_400 })[0]?.includes("18.4 s"));
    assert(!lines({}, 80)[0]?.includes("18.4 s"));
  });

  it("shows completions per second, or per minute below one per second", () => {
    assert.match(lines({}, 80, { rate: 3.26 })[1] ?? "", /3\.3\/s$/);
    assert.match(lines({}, 80, { rate: 0.2 })[1] ?? "", /12\/min$/);
  });

  it("is never wider than the terminal or 80 columns", () => {
    const waiting = "x".repeat(600);
    const pace = { rate: 1000, leftMs: 86_400_000 };
    for (const columns of [1, 5, 15, 20, 40, 60, 80, 200]) {
      for (const more of [{ waiting }, { shortfall: waiting }]) {
        for (const line of lines({ ...more, nodes: { running: 900, idle: 99, unknown: 1 } }, columns, pace))
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
});
