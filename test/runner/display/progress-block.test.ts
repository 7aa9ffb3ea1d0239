import assert from "node:assert/strict";
import { barCells, progressBlock } from "../../../runner/display/progress-block.ts";
import type { Progress } from "../../../runner/events.ts";

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

describe("display/progress-block", () => {
  it("shows states, counts, time and nodes without colour too", () => {
    assert.deepEqual(lines({}, 50), [
      "████████████X▒▒▒░░░░░░░░░░░░░░░░░  40/100  12.4 s",
      "50 waiting · 10 running · 39 succeeded · 1 failed",
      "nodes: 2 running",
    ]);
  });

  it("never is wider than the terminal, or than 80 columns", () => {
    const waiting = "x".repeat(300);
    for (const columns of [15, 20, 40, 80, 200]) {
      for (const line of lines({ waiting }, columns))
        assert(line.length < Math.min(80, columns), `${columns}: ${line}`);
    }
  });

  const cells = ([active, running, succeeded, failed]: readonly [number, number, number, number]) =>
    barCells({ active, running, succeeded, failed }, 40);

  it("fills its width whatever the counts", () => {
    for (const counts of [
      [0, 0, 0, 0],
      [1, 0, 0, 0],
      [99_999, 1, 1, 1],
      [0, 0, 3, 0],
      [1, 1, 1, 0],
    ] as const) {
      assert.equal(
        cells(counts).reduce((sum, { length }) => sum + length, 0),
        40,
      );
    }
  });

  it("shows the one failure among very many tasks", () => {
    assert.equal(cells([0, 0, 99_999, 1]).find(({ state }) => state === "failed")?.length, 1);
  });
});
