import assert from "node:assert/strict";
import { type Pace, paceMeter } from "../../../runner/ui/pace.ts";

type Moment = readonly [seconds: number, active: number, running: number, done: number];

/** Returns the pace after these moments, at a time in seconds. */
const paceAt = (moments: readonly Moment[], seconds: number): Pace => {
  const pace = paceMeter();
  for (const [at, active, running, succeeded] of moments)
    pace.add({ elapsedMs: at * 1000, counts: { active, running, succeeded, failed: 0 } });
  return pace.at(seconds * 1000);
};

const leftAt = (moments: readonly Moment[], seconds: number): number | undefined => {
  const { leftMs } = paceAt(moments, seconds);
  return leftMs === undefined ? undefined : Math.round(leftMs / 1000);
};

describe("pace", () => {
  const waves: Moment[] = [
    [0, 12, 0, 0],
    [100, 8, 4, 0],
    [160, 4, 4, 4],
  ];

  it("estimates the time left of tasks that run in waves, and counts it down between completions", () => {
    assert.deepEqual(
      [160, 180, 219].map((at) => leftAt(waves, at)),
      [120, 100, 61],
    );
  });

  it("ignores the time before the first task ran", () => {
    assert.equal(paceAt(waves, 160).rate, 4 / 60);
  });

  it("returns no time left until as many tasks have completed as run at a time", () => {
    const begun: Moment[] = [...waves.slice(0, 2), [110, 8, 3, 1]];
    assert.deepEqual(paceAt(begun, 110), { rate: 0.1 });
    assert.deepEqual(paceAt(waves.slice(0, 2), 100), {});
  });

  it("returns no time left while a task takes longer than all before", () => {
    assert.equal(leftAt([...waves, [220, 0, 4, 8]], 400), undefined);
  });

  it("ignores old completions: after a pool grows tenfold, the rate is tenfold", () => {
    const slow = Array.from({ length: 30 }, (_, i): Moment => [i * 10, 1000 - i, 1, i]);
    const fast = Array.from({ length: 150 }, (_, i): Moment => [300 + i, 970 - i, 1, 30 + i]);
    assert.equal(Math.round((paceAt([...slow, ...fast], 449).rate ?? 0) * 100), 100);
  });

  it("keeps the few completions of a slow job", () => {
    const slow = Array.from({ length: 8 }, (_, i): Moment => [i * 300, 20 - i, 1, i]);
    assert.equal(Math.round(1 / (paceAt(slow, 2100).rate ?? 0)), 300);
  });

  it("measures a job of 100,000 tasks", () => {
    const pace = paceMeter();
    for (let i = 0; i <= 100_000; i++) {
      pace.add({ elapsedMs: i * 250, counts: { active: 100_000 - i, running: 1, succeeded: i, failed: 0 } });
      if (i % 1000 === 0) pace.at(i * 250);
    }
    assert.equal(pace.at(25_000_000).rate, 4);
  });
});
