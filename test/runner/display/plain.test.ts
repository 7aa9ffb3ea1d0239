import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { plainDisplay } from "../../../runner/display/plain.ts";
import type { Progress } from "../../../runner/events.ts";
import type { Counts } from "../../../runner/job/monitor.ts";
import { fakeClock } from "../fakes.ts";

const shown = async (
  story: readonly [seconds: number, counts: Partial<Counts>, more?: Partial<Progress>][],
  total = 3,
): Promise<string[]> => {
  const stderr = new PassThrough();
  const clock = fakeClock();
  const start = clock.now().getTime();
  const { emit } = plainDisplay(stderr, clock);
  const signal = new AbortController().signal;
  for (const [seconds, counts, more] of story) {
    await clock.sleep(seconds * 1000, signal);
    const all = { active: 0, running: 0, succeeded: 0, failed: 0, ...counts };
    emit({ event: "progress", total, counts: all, elapsedMs: clock.now().getTime() - start, ...more });
  }
  return String(stderr.read() ?? "")
    .trimEnd()
    .split("\n");
};

describe("display/plain", () => {
  it("has a line for news at once, or three seconds after the last, and always the last", async () => {
    const lines = await shown([
      [0, { active: 3 }, { waiting: "nodes: 1 starting" }],
      [1, { active: 3 }, { waiting: "nodes: 1 idle" }],
      [9, { running: 3 }],
      [9, { running: 3 }],
      [9, { running: 2, failed: 1 }],
      [1, { running: 1, failed: 2 }],
      [1, { succeeded: 1, failed: 2 }],
    ]);
    assert.deepEqual(lines, [
      "3 waiting, 0 of 3 done; waiting: nodes: 1 starting",
      "3 running, 0 of 3 done",
      "2 running, 1 of 3 done, 1 failed",
      "3 of 3 done, 2 failed",
    ]);
  });

  it("has a line each half minute while tasks complete, with what is left", async () => {
    const lines = await shown(
      Array.from({ length: 70 }, (_, i) => [i === 0 ? 0 : 1, { active: 99 - i, running: 1, succeeded: i }]),
      100,
    );
    assert.deepEqual(lines, [
      "99 waiting, 1 running, 0 of 100 done",
      "69 waiting, 1 running, 30 of 100 done; about 1m 10s left",
      "39 waiting, 1 running, 60 of 100 done; about 40.0 s left",
    ]);
  });

  it("takes no time or number that moves for news", async () => {
    const waiting = (minutes: number) => ({ waiting: `autoscale wanted 0 nodes ${minutes}m 00s ago` });
    const lines = await shown([
      [0, { active: 3 }, waiting(1)],
      [10, { active: 3 }, waiting(2)],
      [10, { active: 3 }, { waiting: "pool p is being given 2 nodes" }],
    ]);
    assert.equal(lines.length, 2);
  });

  it("gives a sign of life where nothing changes", async () => {
    const lines = await shown(Array.from({ length: 11 }, () => [60, { running: 3 }]));
    assert.equal(lines.length, 3);
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

  it("has a line each half minute of a step that takes long, and none of a short one", async () => {
    const stderr = new PassThrough();
    const clock = fakeClock();
    const { emit } = plainDisplay(stderr, clock);
    for (let done = 0; done <= 70; done += 5) {
      emit({ event: "cleaning", step: "removing", done, total: 70 });
      await clock.sleep(5000, new AbortController().signal);
    }
    emit({ event: "uploading", done: 1, total: 2 });
    assert.equal(String(stderr.read()), "removed 30 of 70 blobs\nremoved 60 of 70 blobs\n");
  });
});
