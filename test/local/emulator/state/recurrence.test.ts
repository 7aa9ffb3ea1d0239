import assert from "node:assert/strict";
import { firstRun, turnOf } from "../../../../local/emulator/state/recurrence.ts";
import { formatTime } from "../../../../local/emulator/time/clock.ts";

const minute = 60_000_000;
const at = (minutes: number) => formatTime(minutes * minute);

describe("firstRun", () => {
  it("is at the creation, or at doNotRunUntil if that is later", () => {
    assert.equal(firstRun({}, 5 * minute), 5 * minute);
    assert.equal(firstRun({ doNotRunUntil: at(4) }, 5 * minute), 5 * minute);
    assert.equal(firstRun({ doNotRunUntil: at(6) }, 5 * minute), 6 * minute);
  });

  it("is undefined after doNotRunAfter", () => {
    assert.equal(firstRun({ doNotRunAfter: at(5) }, 5 * minute), 5 * minute);
    assert.equal(firstRun({ doNotRunAfter: at(5) }, 5 * minute + 1), undefined);
  });
});

describe("turnOf", () => {
  const turn = (schedule: Parameters<typeof turnOf>[0], now: number) => {
    const { runs, next } = turnOf(schedule, 10 * minute, now);
    return `${runs} ${next === undefined ? "never" : next / minute}`;
  };

  it("waits until the schedule is due", () => {
    assert.equal(turn({}, 10 * minute - 1), "false 10");
    assert.equal(turn({}, 10 * minute), "true never");
  });

  it("runs within the start window only", () => {
    const schedule = { startWindow: "PT2M" };
    assert.equal(turn(schedule, 12 * minute), "true never");
    assert.equal(turn(schedule, 12 * minute + 1), "false never");
    assert.equal(turn({}, 1000 * minute), "true never");
  });

  it("recurs from the time when it was due", () => {
    const schedule = { recurrenceInterval: "PT10M", startWindow: "PT1M" };
    assert.equal(turn(schedule, 10 * minute), "true 20");
    assert.equal(turn(schedule, 15 * minute), "false 20");
    assert.equal(turn(schedule, 20 * minute), "true 30");
    assert.equal(turn(schedule, 31 * minute), "true 40");
  });

  it("ends after doNotRunAfter", () => {
    const schedule = { recurrenceInterval: "PT10M", doNotRunAfter: at(20) };
    assert.equal(turn(schedule, 10 * minute), "true 20");
    assert.equal(turn(schedule, 20 * minute), "true never");
    assert.equal(turn(schedule, 30 * minute), "false never");
  });
});
