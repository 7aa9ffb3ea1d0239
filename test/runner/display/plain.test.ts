import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { plainDisplay } from "../../../runner/display/plain.ts";
import type { Progress } from "../../../runner/events.ts";
import type { Counts } from "../../../runner/job/monitor.ts";
import { fakeClock } from "../fakes.ts";

const shown = async (
  story: readonly [seconds: number, counts: Partial<Counts>, more?: Partial<Progress>][],
): Promise<string[]> => {
  const stderr = new PassThrough();
  const clock = fakeClock();
  const { emit } = plainDisplay(stderr, clock);
  const signal = new AbortController().signal;
  for (const [seconds, counts, more] of story) {
    await clock.sleep(seconds * 1000, signal);
    const all = { active: 0, running: 0, succeeded: 0, failed: 0, ...counts };
    emit({ event: "progress", total: 3, counts: all, elapsedMs: 0, ...more });
  }
  return String(stderr.read() ?? "")
    .trimEnd()
    .split("\n");
};

describe("display/plain", () => {
  it("has a line when something has changed, every three seconds at most, and always the last", async () => {
    const lines = await shown([
      [0, { active: 3 }, { waiting: "nodes: 1 starting" }],
      [1, { active: 3 }, { waiting: "nodes: 1 idle" }],
      [9, { running: 3 }],
      [9, { running: 3 }],
      [9, { running: 1, succeeded: 2 }],
      [1, { succeeded: 3 }],
    ]);
    assert.deepEqual(lines, [
      "3 waiting, 0 of 3 done; waiting: nodes: 1 starting",
      "3 running, 0 of 3 done",
      "1 running, 2 of 3 done",
      "3 of 3 done",
    ]);
  });

  it("does not take nodes that were not looked at for a change", async () => {
    const lines = await shown([
      [0, { running: 3 }, { nodes: { running: 2 } }],
      [9, { running: 3 }],
      [9, { running: 3 }, { nodes: { running: 1, idle: 1 } }],
    ]);
    assert.deepEqual(lines, [
      "3 running, 0 of 3 done; nodes: 2 running",
      "3 running, 0 of 3 done; nodes: 1 running, 1 idle",
    ]);
  });
});
