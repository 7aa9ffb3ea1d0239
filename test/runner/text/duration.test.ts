import assert from "node:assert/strict";
import { isoDuration, parseDuration, parseIsoDuration } from "../../../runner/text/duration.ts";
import { formatElapsed } from "../../../runner/text/elapsed.ts";

const day = 86_400_000;

describe("text/duration", () => {
  for (const [text, ms] of [
    ["1s", 1000],
    ["90s", 90_000],
    ["20m", 1_200_000],
    ["1h30m", 5_400_000],
    ["2d", 2 * day],
    ["1d2h3m4s", day + 7_384_000],
    ["180d", 180 * day],
  ] as const)
    it(`parses ${text}`, () => assert.equal(parseDuration(text, "--timeout"), ms));

  for (const text of ["", "20", "5x", "m", "1.5h", "-1s", "30m1h"])
    it(`refuses "${text}" as InvalidDuration, and names the flag`, () =>
      assert.throws(() => parseDuration(text, "--timeout"), {
        kind: "usage",
        code: "InvalidDuration",
        message: /^--timeout: expected/,
      }));

  for (const text of ["0s", "0d0h", "180d1s", "181d"])
    it(`refuses ${text} as DurationOutOfRange, and names the flag`, () =>
      assert.throws(() => parseDuration(text, "--older-than"), {
        kind: "usage",
        code: "DurationOutOfRange",
        message: /^--older-than: expected/,
      }));

  for (const [ms, text] of [
    [0, "PT0S"],
    [499, "PT0S"],
    [500, "PT1S"],
    [5000, "PT5S"],
    [3_600_000, "PT1H"],
    [87_600_000, "P1DT20M"],
    [day, "P1D"],
    [day + 3_723_000, "P1DT1H2M3S"],
  ] as const)
    it(`formats ${ms} ms as ${text} for Batch`, () => assert.equal(isoDuration(ms), text));

  for (const [text, ms] of [
    ["PT15M", 900_000],
    ["P1DT2H3.5S", day + 7_203_500],
    ["P2D", 2 * day],
    ["15M", Number.NaN],
    ["P1Y", Number.NaN],
    ["xPT15M", Number.NaN],
    ["PT15Mx", Number.NaN],
  ] as const)
    it(`parses ${text} of Batch as ${ms} ms`, () => assert.equal(parseIsoDuration(text), ms));

  for (const [ms, text] of [
    [-5000, "0.0 s"],
    [4249, "4.2 s"],
    [59_949, "59.9 s"],
    [59_950, "1m 00s"],
    [185_000, "3m 05s"],
    [3_599_400, "59m 59s"],
    [3_599_500, "1h 00m"],
    [3_720_000, "1h 02m"],
    [day - 501, "23h 59m"],
    [day - 500, "1d 00h"],
    [183_600_000, "2d 03h"],
  ] as const)
    it(`shows ${ms} ms as ${text}`, () => assert.equal(formatElapsed(ms), text));
});
