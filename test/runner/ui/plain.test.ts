import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import type { Counts } from "../../../runner/job/monitor.ts";
import { roughly } from "../../../runner/text/rough-time.ts";
import { plainDisplay } from "../../../runner/ui/plain.ts";
import type { Progress } from "../../../runner/ui/progress-events.ts";
import { assertSnapshot } from "../../helpers/snapshot.ts";
import { fakeClock } from "../fakes.ts";

type Moment = readonly [seconds: number, counts: Partial<Counts>, more?: Partial<Progress>];

/** Returns what is printed at each moment: a line, or nothing. `seconds` pass before a moment. */
const printedAt = async (story: readonly Moment[], total = 3): Promise<string[]> => {
  const stderr = new PassThrough();
  const clock = fakeClock();
  const start = clock.now().getTime();
  const { emit } = plainDisplay(stderr, clock);
  const signal = new AbortController().signal;
  const printed: string[] = [];
  for (const [seconds, counts, more] of story) {
    await clock.sleep(seconds * 1000, signal);
    const all = { active: 0, running: 0, succeeded: 0, failed: 0, ...counts };
    emit({ event: "progress", total, counts: all, elapsedMs: clock.now().getTime() - start, ...more });
    printed.push(String(stderr.read() ?? ""));
  }
  return printed;
};

/** Returns the indices of the moments at which a line is printed. */
const linesAt = async (story: readonly Moment[], total?: number): Promise<number[]> =>
  (await printedAt(story, total)).flatMap((line, i) => (line === "" ? [] : [i]));

const withFailures: readonly Moment[] = [
  [0, { active: 3 }, { waiting: "nodes: 1 starting" }],
  [1, { active: 3 }, { waiting: "nodes: 1 idle" }],
  [9, { running: 3 }],
  [9, { running: 3 }],
  [9, { running: 2, failed: 1 }],
  [1, { running: 1, failed: 2 }],
  [1, { succeeded: 1, failed: 2 }],
];

/** A task completes each second. */
const steady: readonly Moment[] = Array.from({ length: 70 }, (_, i) => [
  i === 0 ? 0 : 1,
  { active: 99 - i, running: 1, succeeded: i },
  { leftMs: (100 - i) * 1000 },
]);

describe("plain display", () => {
  it("prints a change at once or three seconds after the last line, and always the last change", async () =>
    assert.deepEqual(await linesAt(withFailures), [0, 2, 4, 6]));

  it("prints a line every 30 seconds while tasks complete, with the time left", async () => {
    assert.deepEqual(await linesAt(steady, 100), [0, 30, 60]);
    const printed = await printedAt(steady, 100);
    assert(printed[30]?.includes(roughly(70_000)), printed[30]);
    assert(printed[60]?.includes(roughly(40_000)), printed[60]);
  });

  it("doesn't treat an elapsed time or its number as a change", async () => {
    const waiting = (minutes: number) => ({ waiting: `autoscale wanted 0 nodes ${minutes}m 00s ago` });
    const moments = await linesAt([
      [0, { active: 3 }, waiting(1)],
      [10, { active: 3 }, waiting(2)],
      [10, { active: 3 }, { waiting: "pool p is being given 2 nodes" }],
    ]);
    assert.deepEqual(moments, [0, 2]);
  });

  it("prints a line every five minutes without a change", async () =>
    assert.deepEqual(await linesAt(Array.from({ length: 11 }, () => [60, { running: 3 }])), [0, 5, 10]));

  it("doesn't treat nodes that were not queried as a change", async () => {
    const moments = await linesAt([
      [0, { running: 3 }, { nodes: { running: 2 } }],
      [9, { running: 3 }],
      [9, { running: 3 }, { nodes: { running: 1, idle: 1 } }],
    ]);
    assert.deepEqual(moments, [0, 2]);
  });

  it("prints a line every 30 seconds during a long step, and none during a short one", async () => {
    const stderr = new PassThrough();
    const clock = fakeClock();
    const { emit } = plainDisplay(stderr, clock);
    const printed: number[] = [];
    for (let done = 0; done <= 70; done += 5) {
      emit({ event: "removing", step: "removing", done, total: 70 });
      if (stderr.read() !== null) printed.push(done);
      await clock.sleep(5000, new AbortController().signal);
    }
    emit({ event: "uploading", done: 1, total: 2, bytes: 1 });
    assert.equal(stderr.read(), null);
    assert.deepEqual(printed, [30, 60]);
  });

  it("prints the lines of the snapshot", async () => {
    const waits: readonly Moment[] = [
      [0, { active: 3 }, { waiting: "nodes: 1 starting" }],
      [9, { active: 2, running: 1 }, { nodes: { running: 1 }, shortfall: "1 of 2 nodes: Quota" }],
    ];
    const stories = [await printedAt(withFailures), await printedAt(steady, 100), await printedAt(waits)];
    await assertSnapshot("display/plain", stories.map((lines) => lines.join("")).join("\n"));
  });
});
