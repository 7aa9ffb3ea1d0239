import assert from "node:assert/strict";
import { logText } from "../../../../runner/commands/logs/log-text.ts";

/** A log that comes in these pieces, on a terminal. */
const shown = (...pieces: (string | Buffer)[]): string => {
  const { write, end } = logText();
  return pieces.map((piece) => write(Buffer.from(piece as string))).join("") + end();
};

describe("logs/log-text", () => {
  it("keeps colours, and ends them", () =>
    assert.equal(shown("\x1b[1;31mred\n\x1b[38;5;8mgray\n"), "\x1b[1;31mred\n\x1b[38;5;8mgray\n\x1b[0m"));

  it("sends nothing after a log without colours", () => assert.equal(shown("plain\n"), "plain\n"));

  it("shows every other control", () =>
    assert.equal(
      shown("\x1b[2J\x1b]0;owned\x07\x9b2J\x1b(0\u202e\x1b[31\n"),
      "\\x1b[2J\\x1b]0;owned\\x07\\x9b2J\\x1b(0\\u202e\\x1b[31\n",
    ));

  it("begins a new line where a program draws its progress over the last", () =>
    assert.equal(shown("1%\r2%\r\ndone\r\n"), "1%\n2%\ndone\n"));

  it("shows the same however the log comes in pieces", () => {
    const log = Buffer.from("a\x1b[1;31m文😀\r\nb\r\x1b[2J\x1b[0mc\x1b");
    const whole = shown(log);
    for (let i = 0; i <= log.length; i++)
      for (let j = i; j <= log.length; j++)
        assert.equal(shown(log.subarray(0, i), log.subarray(i, j), log.subarray(j)), whole);
  });

  it("holds nothing back that is no colour", () => {
    const { write } = logText();
    assert.equal(write(Buffer.from(`\x1b[${"1;".repeat(30)}`)).length, 65);
  });
});
