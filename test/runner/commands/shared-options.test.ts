import assert from "node:assert/strict";
import { wholeNumber } from "../../../runner/commands/shared-options.ts";

const parse = (text: string, from: number) => wholeNumber(text, { flag: "--max", from });

describe("shared options", () => {
  for (const [text, from] of [
    ["1", 1],
    ["0", 0],
    ["999999999", 1],
  ] as const)
    it(`parses ${text}, at least ${from}`, () => assert.equal(parse(text, from), Number(text)));

  for (const [text, from] of [
    ["0", 1],
    ["1000000000", 1],
    ["1.5", 1],
    ["-1", 0],
    ["1x", 1],
    ["x1", 1],
    ["", 0],
  ] as const)
    it(`refuses "${text}", at least ${from}, and names the option`, () =>
      assert.throws(() => parse(text, from), { code: "InvalidNumber", message: /^--max: / }));
});
