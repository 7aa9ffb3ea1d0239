import assert from "node:assert/strict";
import {
  formatTicks,
  limitMillis,
  parseDuration,
  ticksOf,
  unlimited,
} from "../../../../local/emulator/time/duration.ts";

describe("formatTicks", () => {
  const written: [given: string, written: string][] = [
    ["PT1H", "PT1H"],
    ["PT90M", "PT1H30M"],
    ["PT59M", "PT59M"],
    ["PT60M", "PT1H"],
    ["PT24H", "P1D"],
    ["PT01H00M00S", "PT1H"],
    ["P7D", "P7D"],
    ["PT168H", "P7D"],
    ["P1Y", "P365D"],
    ["P1M", "P30D"],
    ["P1DT1S", "P1DT1S"],
    ["PT0S", "PT0S"],
    ["PT0.5S", "PT0.5S"],
    ["PT1.50S", "PT1.5S"],
    ["PT0.00000019S", "PT0.0000001S"],
    [unlimited, unlimited],
  ];
  for (const [given, expected] of written)
    it(`writes ${given} as .NET does: ${expected}`, () => {
      const ticks = ticksOf(given);
      assert(ticks !== undefined);
      assert.equal(formatTicks(ticks), expected);
    });
});

describe("ticksOf", () => {
  it("reads a duration of 64 characters", () => {
    assert.equal(ticksOf(`PT${"0".repeat(60)}1S`), 10_000_000n);
  });

  for (const given of [
    "",
    "P",
    "PT",
    "P1DT",
    "1H",
    "PT1.5H",
    "P1W",
    "-PT5M",
    "PT5",
    "P10675199DT2H48M5.4775808S",
    "P99999999999D",
    `PT${"0".repeat(61)}1S`,
  ])
    it(`is undefined for ${JSON.stringify(given)}`, () => {
      assert.equal(ticksOf(given), undefined);
    });
});

describe("parseDuration", () => {
  it("returns milliseconds", () => {
    assert.deepEqual(
      ["PT1H", "P1D", "P1DT2H3M4.5S", "PT0.2S", "PT0.0009S"].map(parseDuration),
      [3_600_000, 86_400_000, 93_784_500, 200, 0],
    );
    assert.equal(parseDuration("1h"), undefined);
  });
});

describe("limitMillis", () => {
  it("returns milliseconds up to a century", () => {
    assert.equal(limitMillis("PT15M"), 900_000);
    assert.equal(limitMillis("P36525D"), 36_525 * 86_400_000);
  });

  it("is undefined without a limit, and for a longer one", () => {
    for (const text of [undefined, unlimited, "P36525DT0.001S"]) assert.equal(limitMillis(text), undefined);
  });
});
