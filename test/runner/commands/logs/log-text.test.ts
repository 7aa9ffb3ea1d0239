import assert from "node:assert/strict";
import { logText } from "../../../../runner/commands/logs/log-text.ts";

/** Returns the terminal's text of a log that arrives in these pieces. */
const shown = (...pieces: (string | Buffer)[]): string => {
  const { write, end } = logText();
  return pieces.map((piece) => write(Buffer.from(piece as string))).join("") + end();
};

describe("logText", () => {
  it("keeps colours and resets them at the end", () =>
    assert.equal(shown("\x1b[1;31mred\n\x1b[38;5;8mgray\n"), "\x1b[1;31mred\n\x1b[38;5;8mgray\n\x1b[0m"));

  it("appends nothing to a log without colours", () => assert.equal(shown("plain\n"), "plain\n"));

  it("escapes every other control character", () =>
    assert.equal(
      shown("\x1b[2J\x1b]0;owned\x07\x9b2J\x1b(0\u202e\x1b[31\n"),
      "\\x1b[2J\\x1b]0;owned\\x07\\x9b2J\\x1b(0\\u202e\\x1b[31\n",
    ));

  it("replaces a carriage return, which a progress display uses, by a line break", () =>
    assert.equal(shown("1%\r2%\r\ndone\r\n"), "1%\n2%\ndone\n"));

  it("returns the same text however the log is split into pieces", () => {
    const log = Buffer.from("a\x1b[1;31m文😀\r\nb\r\x1b[2J\x1b[0mc\x1b");
    const whole = shown(log);
    for (let i = 0; i <= log.length; i++)
      for (let j = i; j <= log.length; j++)
        assert.equal(shown(log.subarray(0, i), log.subarray(i, j), log.subarray(j)), whole);
  });

  it("doesn't hold back an escape sequence that isn't a colour", () => {
    const { write } = logText();
    assert.equal(write(Buffer.from(`\x1b[${"1;".repeat(30)}`)).length, 65);
  });
});
