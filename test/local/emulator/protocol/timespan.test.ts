import assert from "node:assert/strict";
import { durationOf, ticksOf } from "../../../../local/emulator/protocol/timespan.ts";

describe("a duration", () => {
  const read: [given: string, written: string][] = [
    ["PT1H", "PT1H"],
    ["PT90M", "PT1H30M"],
    ["PT01H00M00S", "PT1H"],
    ["P7D", "P7D"],
    ["PT168H", "P7D"],
    ["P1Y", "P365D"],
    ["P1M", "P30D"],
    ["PT0S", "PT0S"],
    ["PT0.5S", "PT0.5S"],
    ["PT1.50S", "PT1.5S"],
    ["P10675199DT2H48M5.4775807S", "P10675199DT2H48M5.4775807S"],
  ];
  for (const [given, written] of read)
    it(`${given} is ${written}`, () => {
      const ticks = ticksOf(given);
      assert(ticks !== undefined);
      assert.equal(durationOf(ticks), written);
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
  ])
    it(`is not ${JSON.stringify(given)}`, () => {
      assert.equal(ticksOf(given), undefined);
    });
});
