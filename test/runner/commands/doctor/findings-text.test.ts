import assert from "node:assert/strict";
import { findingsText, summary } from "../../../../runner/commands/doctor/findings-text.ts";
import type { Finding } from "../../../../runner/ui/command-events.ts";
import { assertSnapshot } from "../../../helpers/snapshot.ts";

const fix = `npx pulumi up ${"--and-more ".repeat(4)}`.trimEnd();
const finding = { check: "pool", level: "problem", text: "it has no nodes at all", fix } as const;
const linesOf = (columns?: number): string[] =>
  findingsText([finding], (_, mark) => mark, columns).split("\n");

describe("findingsText", () => {
  it("wraps the text of a finding at the terminal's width, but no command", () => {
    const lines = linesOf(24);
    assert.equal(lines.length, 3);
    assert(lines.slice(0, 2).every(({ length }) => length <= 24));
    assert(lines[2]?.endsWith(fix), lines[2]);
  });

  it("doesn't wrap without a terminal", () => assert.equal(linesOf().length, 2));

  it("ends with the summary of the snapshot", () => {
    const of = (level: Finding["level"]): Finding => ({ check: "pool", level, text: "" });
    const lists = [
      [of("ok")],
      [of("problem")],
      [of("problem"), of("problem"), of("warning")],
      [of("warning")],
    ];
    return assertSnapshot("doctor/summaries", lists.map(summary).join("\n"));
  });
});
