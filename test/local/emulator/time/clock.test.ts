import assert from "node:assert/strict";
import {
  createClock,
  eTagOf,
  formatTime,
  parseTime,
  steadyNow,
} from "../../../../local/emulator/time/clock.ts";

describe("a time", () => {
  it("is written with up to 6 decimals, without trailing zeros, and read back", () => {
    const millis = Date.UTC(2023, 5, 28, 15, 3, 33);
    for (const [micros, text] of [
      [millis * 1000, "2023-06-28T15:03:33Z"],
      [millis * 1000 + 250_000, "2023-06-28T15:03:33.25Z"],
      [millis * 1000 + 212_298, "2023-06-28T15:03:33.212298Z"],
    ] as const) {
      assert.equal(formatTime(micros), text);
      assert.equal(parseTime(text), micros);
    }
    assert.equal(parseTime("Wed, 28 Jun 2023 15:03:33 GMT"), millis * 1000);
    assert.equal(parseTime("yesterday"), undefined);
  });

  it("stays steady when the system's time is set, and counts a suspension", () => {
    let [wall, monotonic, up] = [Date.UTC(2026, 0, 1), 5000, 60_000];
    const now = steadyNow({ wallMs: () => wall, monotonicMs: () => monotonic, uptimeMs: () => up });
    const seen = [];
    for (const [step, awake, suspended] of [
      [-3 * 86_400_000, 1000, 0],
      [9 * 86_400_000, 1000, 0],
      [0, 1000, 3_600_000],
    ] as const) {
      [wall, monotonic, up] = [wall + step, monotonic + awake, up + awake + suspended];
      seen.push(now().getTime() - Date.UTC(2026, 0, 1));
    }
    assert.deepEqual(seen, [1000, 2000, 3_603_000]);
  });

  it("is never returned twice, and makes ETags like the service's", () => {
    const clock = createClock(() => new Date(1_688_000_000_000));
    const times = [clock.now(), clock.now(), clock.now()];
    assert.equal(new Set(times.map(eTagOf)).size, 3);
    assert.match(eTagOf(times[0]!), /^0x8D[0-9A-F]{13}$/);
  });
});
