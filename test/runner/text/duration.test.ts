import assert from "node:assert/strict";
import { formatElapsed, isoDuration, parseDuration } from "../../../runner/text/duration.ts";

const parses = (text: string, ms: number) => () => assert.equal(parseDuration(text, "--timeout"), ms);
const refuses = (text: string) => () =>
  assert.throws(() => parseDuration(text, "--timeout"), { kind: "usage", message: /^--timeout: expected/ });
const iso = (ms: number, text: string) => () => assert.equal(isoDuration(ms), text);
const elapsed = (ms: number, text: string) => () => assert.equal(formatElapsed(ms), text);

describe("duration", () => {
  it("seconds", parses("90s", 90_000));
  it("minutes", parses("20m", 1_200_000));
  it("hours and minutes", parses("1h30m", 5_400_000));
  it("days", parses("2d", 172_800_000));
  for (const text of ["", "20", "5x", "m", "1.5h", "-1s", "30m1h", "0s", "181d"])
    it(`refuses "${text}"`, refuses(text));

  it("to ISO 8601: seconds", iso(5000, "PT5S"));
  it("to ISO 8601: days and minutes", iso(87_600_000, "P1DT20M"));
  it("to ISO 8601: days only", iso(86_400_000, "P1D"));
  it("to ISO 8601: nothing", iso(0, "PT0S"));

  it("to people: seconds", elapsed(4249, "4.2 s"));
  it("to people: never 60.0 s", elapsed(59_960, "1m 00s"));
  it("to people: minutes", elapsed(185_000, "3m 05s"));
  it("to people: hours", elapsed(3_720_000, "1h 02m"));
  it("to people: days", elapsed(183_600_000, "2d 03h"));
});
