import assert from "node:assert/strict";
import { findStragglers, stragglerLimitMs } from "../../../runner/job/stragglers.ts";

const now = new Date("2026-11-23T10:00:00Z");
const started = (id: string, secondsAgo: number) => ({
  id,
  nodeId: `node-of-${id}`,
  startTime: new Date(now.getTime() - secondsAgo * 1000),
});

describe("stragglers", () => {
  it("take more than three times the median, and more than 30 seconds", () => {
    const others = { completed: 10, running: 2 };
    assert.equal(stragglerLimitMs({ ...others, usualMs: 20_000 }), 60_000);
    assert.equal(stragglerLimitMs({ ...others, usualMs: 400 }), 30_000);
  });

  it("are unknown until three tasks and as many as are running have completed", () => {
    const limit = (completed: number, running: number) =>
      stragglerLimitMs({ completed, running, usualMs: 20_000 });
    assert.deepEqual(
      [limit(2, 1), limit(3, 1), limit(99, 100), limit(100, 100)],
      [undefined, 60_000, undefined, 60_000],
    );
    assert.equal(stragglerLimitMs({ completed: 3, running: 1, usualMs: undefined }), undefined);
    assert.deepEqual(findStragglers([started("a", 9999)], undefined, now), []);
  });

  it("are listed with node and elapsed time, the longest first", () =>
    assert.deepEqual(
      findStragglers([started("a", 61), started("b", 59), started("c", 252), { id: "d" }], 60_000, now),
      [
        { taskId: "c", nodeId: "node-of-c", elapsedMs: 252_000 },
        { taskId: "a", nodeId: "node-of-a", elapsedMs: 61_000 },
      ],
    ));
});
