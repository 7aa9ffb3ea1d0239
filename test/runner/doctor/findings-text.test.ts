import assert from "node:assert/strict";
import { findingsText } from "../../../runner/doctor/findings-text.ts";

describe("doctor/findings-text", () => {
  it("breaks what is found where the terminal ends, and no command", () => {
    const fix = `npx pulumi up ${"--and-more ".repeat(4)}`;
    const finding = { check: "pool", level: "problem", text: "it has no nodes at all", fix } as const;
    const text = findingsText([finding], (_, mark) => mark, 24);
    assert.equal(text, `✘ pool  it has no nodes\n        at all\n        → ${fix}`);
    assert.match(
      findingsText([finding], (_, mark) => mark),
      /it has no nodes at all\n/,
    );
  });
});
