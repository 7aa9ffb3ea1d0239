import assert from "node:assert/strict";
import type { LogPart } from "../../../../browser/contract/dashboard-tasks.ts";
import { appendPart, type LogText } from "../../../../browser/dashboard/logs/log-text.ts";
import { visibleName } from "../../../../browser/dashboard/logs/plain-text.ts";

const part = (offset: number, text: string, more: Partial<LogPart> = {}): LogPart => ({
  offset,
  end: offset + Buffer.byteLength(text),
  text,
  hasGap: false,
  isComplete: false,
  ...more,
});

const logOf = (...parts: readonly LogPart[]): LogText | undefined =>
  parts.reduce<LogText | undefined>(appendPart, undefined);

const textOf = (log: LogText | undefined): string => log?.pieces.map(({ text }) => text).join("") ?? "";

describe("the text of a log", () => {
  it("appends a part that continues the log", () => {
    assert.equal(textOf(logOf(part(0, "a\nb"), part(3, "c\n"))), "a\nbc\n");
  });

  it("starts again with a part that doesn't continue the log", () => {
    assert.equal(textOf(logOf(part(0, "a\nb\n"), part(0, "a\nb\nc\n"))), "a\nb\nc\n");
  });

  it("marks a gap, and keeps the text before it", () => {
    const log = logOf(part(0, "a\n"), part(1000, "z\n", { hasGap: true }));
    assert.deepEqual(
      log?.pieces.map(({ text, hasGap }) => [text, hasGap]),
      [
        ["a\n", false],
        ["z\n", true],
      ],
    );
  });

  it("says that the beginning is missing", () => {
    assert.equal(logOf(part(0, "a"))?.isShortened, false);
    assert.equal(logOf(part(50_000, "a"), part(50_001, "b"))?.isShortened, true);
  });

  it("keeps about the last 500 kB of a log of 20 MB", () => {
    const line = `${"x".repeat(99)}\n`;
    const parts = Array.from({ length: 200 }, (_, i) => part(i * 100_000, line.repeat(1000)));
    const log = logOf(...parts);
    const { length } = textOf(log);
    assert(length > 250_000 && length < 1_000_000, `${length}`);
    assert.equal(log?.isShortened, true);
    const keys = log?.pieces.map(({ key }) => key) ?? [];
    assert.deepEqual(
      keys,
      [...new Set(keys)].sort((a, b) => a - b),
    );
  });

  it("removes colours and cursor movements, also if a part ends within one", () => {
    assert.equal(
      textOf(logOf(part(0, "\x1b[1;32mok\x1b[0m \x1b]8;;https://x\x07link\x1b]8;;\x07"))),
      "ok link",
    );
    assert.equal(textOf(logOf(part(0, "a\x1b[3"), part(4, "1mred\x1b"), part(10, "[0mb"))), "aredb");
  });

  it("shows an unfinished sequence at the end of a complete log", () => {
    assert.equal(textOf(logOf(part(0, "a\x1b[3", { isComplete: true }))), "a\\x1b[3");
  });

  it("breaks the line at a carriage return, once for CR LF across parts", () => {
    assert.equal(textOf(logOf(part(0, "10%\r20%\r"), part(8, "\nend\n"))), "10%\n20%\nend\n");
  });

  it("escapes characters that change the direction of text", () => {
    assert.equal(textOf(logOf(part(0, "a\u202eb\x07"))), "a\\u202eb\\x07");
    assert.equal(visibleName("a\nb\u2066"), "a\\x0ab\\u2066");
  });
});
